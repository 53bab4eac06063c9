/// Reads a query, term by term.
struct QueryParser {
    /// The deepest nesting of parentheses, braces and negations.
    static let maxDepth = 32

    /// The most terms.
    static let maxTerms = 128

    private let tokens: [QueryToken]
    private let end: Int
    private var position = 0
    private var depth = 0
    private var terms = 0
    private var isInBraces = false

    init(_ text: String) throws(QueryError) {
        tokens = try QueryToken.list(text)
        end = text.utf16.count
    }

    mutating func parse() throws(QueryError) -> Query.Expression {
        let expression = try alternatives()
        if let token = next {
            let character = token.kind == .close ? ")" : "}"
            throw QueryError(message: "There is nothing that this \(character) closes.", position: token.start)
        }
        return expression
    }

    private var next: QueryToken? { position < tokens.count ? tokens[position] : nil }

    private func isNext(_ word: String) -> Bool { next?.kind == .word(word) }

    /// Terms with `OR` between them.
    private mutating func alternatives() throws(QueryError) -> Query.Expression {
        var alternatives: [Query.Expression] = [try conjunction()]
        while isNext("OR") {
            let place = next?.start ?? end
            guard alternatives.last != .all([]) else {
                throw QueryError(message: "There has to be a term before OR.", position: place)
            }
            position += 1
            let alternative = try conjunction()
            guard alternative != .all([]) else {
                throw QueryError(message: "There has to be a term behind OR.", position: place)
            }
            alternatives.append(alternative)
        }
        return alternatives.count == 1 ? alternatives[0] : .any(alternatives)
    }

    /// Terms beside each other.
    private mutating func conjunction() throws(QueryError) -> Query.Expression {
        var terms: [Query.Expression] = []
        while let token = next {
            if token.kind == .close || token.kind == .closeBrace || isNext("OR") { break }
            if isNext("AND") {
                position += 1
                continue
            }
            terms.append(try term())
        }
        return terms.count == 1 ? terms[0] : .all(terms)
    }

    private mutating func term() throws(QueryError) -> Query.Expression {
        guard let token = next else { throw QueryError(message: "There has to be a term here.", position: end) }
        terms += 1
        guard terms <= Self.maxTerms else {
            throw QueryError(message: "A query has \(Self.maxTerms) terms at most.", position: token.start)
        }
        position += 1
        switch token.kind {
        case .minus: return try negated(token)
        case .word("NOT"): return try negated(token)
        case .open:
            return try nested(token, closedBy: .close) { (parser) throws(QueryError) in try parser.alternatives() }
        case .openBrace:
            guard !isInBraces else {
                throw QueryError(message: "There are no braces within braces.", position: token.start)
            }
            isInBraces = true
            defer { isInBraces = false }
            return .span(
                try nested(token, closedBy: .closeBrace) { (parser) throws(QueryError) in try parser.alternatives() }
            )
        case .close, .closeBrace:
            throw QueryError(message: "There is nothing that this closes.", position: token.start)
        case .comparison(let sign):
            throw QueryError(message: "There has to be a key before \(sign).", position: token.start)
        case .word(let text), .quoted(let text):
            guard let sign = next, case .comparison(let comparison) = sign.kind, sign.start == token.end else {
                return .text(TextPattern(text))
            }
            position += 1
            return try field(text, comparison, at: token)
        }
    }

    private mutating func negated(_ token: QueryToken) throws(QueryError) -> Query.Expression {
        guard let next, next.kind != .close, next.kind != .closeBrace else {
            throw QueryError(message: "There has to be a term to negate.", position: token.start)
        }
        return .not(try deeper(at: token) { (parser) throws(QueryError) in try parser.term() })
    }

    private mutating func nested(
        _ token: QueryToken,
        closedBy close: QueryToken.Kind,
        _ body: (inout QueryParser) throws(QueryError) -> Query.Expression
    ) throws(QueryError) -> Query.Expression {
        let expression = try deeper(at: token, body)
        guard next?.kind == close else {
            let character = close == .close ? "parenthesis" : "brace"
            throw QueryError(message: "The \(character) is never closed.", position: token.start)
        }
        guard expression != .all([]) else {
            throw QueryError(message: "There has to be a term in it.", position: token.start)
        }
        position += 1
        return expression
    }

    private mutating func deeper(
        at token: QueryToken,
        _ body: (inout QueryParser) throws(QueryError) -> Query.Expression
    ) throws(QueryError) -> Query.Expression {
        depth += 1
        guard depth <= Self.maxDepth else {
            throw QueryError(message: "A query is nested \(Self.maxDepth) levels deep at most.", position: token.start)
        }
        defer { depth -= 1 }
        return try body(&self)
    }

    /// Reads the value, which the key and the sign stand before.
    private mutating func field(
        _ key: String,
        _ sign: String,
        at token: QueryToken
    ) throws(QueryError) -> Query.Expression {
        guard !key.isEmpty else { throw QueryError(message: "The key is empty.", position: token.start) }
        let value: String
        let isQuoted: Bool
        guard let valueToken = next, valueToken.start == tokens[position - 1].end else {
            throw QueryError(
                message: "There has to be a value behind \(sign); write \(key):* for spans that have the key.",
                position: tokens[position - 1].end
            )
        }
        switch valueToken.kind {
        case .word(let text): (value, isQuoted) = (text, false)
        case .quoted(let text): (value, isQuoted) = (text, true)
        default:
            throw QueryError(message: "A value with signs in it needs quotation marks.", position: valueToken.start)
        }
        position += 1
        let reader = FieldReader(key: key, sign: sign, value: value, isQuoted: isQuoted, position: valueToken.start)
        if let field = Query.TraceField(rawValue: key) {
            guard !isInBraces else {
                throw QueryError(
                    message: "\(key) is of a whole trace: it belongs outside the braces.",
                    position: token.start
                )
            }
            return .traceField(field, try reader.test(of: field))
        }
        let field = Query.Field(key)
        return .field(field, try reader.test(of: field))
    }
}
