/// Writes a text of SQL without what it says about anybody: `?` for every literal, and no comments.
///
/// Lists of values become shorter: `IN (?)`, and one row of many `VALUES`. Whitespace stays as it is. A text in which there is
/// nothing to replace is not copied.
///
/// Specification: https://opentelemetry.io/docs/specs/semconv/db/database-spans/#sanitization-of-dbquerytext
struct Sanitizer {
    let bytes: UnsafeBufferPointer<UInt8>
    let dialect: SQLDialect

    /// Whether anything was a literal, and whether any of them was a string.
    private(set) var hasLiterals = false
    private(set) var hasStrings = false

    /// The text as far as it is written; `nil` as long as it is the source's own.
    private var output: [UInt8]?
    /// Up to where the source is written.
    private var written = 0

    private(set) var previous: Token?
    private(set) var keyword: Keyword?
    private(set) var beforeKeyword: Keyword?
    private(set) var values = ValuePlaces()
    /// A sign that may belong to a number.
    private var sign: Token?
    private(set) var lists = ValueLists()

    init(_ bytes: UnsafeBufferPointer<UInt8>, dialect: SQLDialect) {
        self.bytes = bytes
        self.dialect = dialect
    }

    /// The whole text; `nil` where it is the source's own.
    mutating func finish() -> [UInt8]? {
        guard output != nil else { return nil }
        write(to: bytes.count)
        return output
    }

    mutating func consume(_ token: Token, _ keyword: Keyword?) {
        switch token.kind {
        case .whitespace: return
        case .comment: return remove(token)
        case .number: replace(token)
        case .string: replace(token, isString: true)
        case .quotedName where isString(token) || isPassword(nil): replace(token, isString: true)
        case .quotedName where mayBeString(token): replace(token)
        case .word where isSecret(token, keyword): replace(token, isString: isPassword(keyword))
        case .symbol: symbol(token)
        case .quotedName, .word, .placeholder, .variable: lists.sawOther(isValue: token.kind == .placeholder)
        }
        let isPart = token.kind == .word && isBehindDot
        previous = token
        if isPart {
            self.keyword = nil  // `dbo.orders` is one name.
        } else if token.kind == .word {
            if keyword == .values { lists.sawValues() }
            values.saw(keyword)
            (beforeKeyword, self.keyword) = (self.keyword, keyword)
        } else if token.kind != .symbol {
            (beforeKeyword, self.keyword) = (self.keyword, nil)
        }
    }
}

// MARK: - Literals

extension Sanitizer {
    private mutating func replace(_ token: Token, isString: Bool = false) {
        hasLiterals = true
        if isString { hasStrings = true }
        var start = token.start
        // A sign belongs to its number, unless it stands between a name and the number.
        if token.kind == .number, let sign, sign.end == start { start = sign.start }
        write(to: start)
        output?.append(ASCII.question)
        written = token.end
        lists.sawOther(isValue: true)
    }

    private mutating func remove(_ token: Token) {
        write(to: token.start)
        written = token.end
        // Two words must not become one, nor two signs a comment.
        let before = output?.last ?? ASCII.space
        let after = token.end < bytes.count ? bytes[token.end] : ASCII.space
        if before > ASCII.space, after > ASCII.space { output?.append(ASCII.space) }
    }

    private mutating func write(to end: Int) {
        if output == nil {
            output = []
            output?.reserveCapacity(bytes.count)
        }
        if end > written { output?.append(contentsOf: bytes[written..<end]) }
        written = max(written, end)
    }

    /// `TRUE` and `FALSE`, and passwords.
    private func isSecret(_ token: Token, _ word: Keyword?) -> Bool {
        if isBehindDot { return false }
        switch word {
        case .true, .false: return keyword != .is && !(keyword == .not && beforeKeyword == .is)
        default: return isPassword(word)
        }
    }

    /// `IDENTIFIED BY tiger`
    private func isPassword(_ word: Keyword?) -> Bool {
        guard keyword == .by, beforeKeyword == .identified else { return false }
        return word != .values && word != .password && word != .random
    }
}

// MARK: - Lists

extension Sanitizer {
    private mutating func symbol(_ token: Token) {
        switch bytes[token.start] {
        case ASCII.openParenthesis:
            if output != nil { write(to: token.end) }
            values.open(isCall: opensValues)
            lists.open(at: output?.count ?? token.end, isIn: previous?.kind == .word && keyword == .in)
        case ASCII.closeParenthesis:
            values.close()
            switch lists.close() {
            case .none: break
            case .list(let mark): collapse(list: mark, token)
            case .row(let row, let first, let isPure): collapse(row: row, first, isPure: isPure, token)
            }
            if output != nil { write(to: token.end) }
            lists.closed(at: output?.count ?? token.end)
        case ASCII.comma: lists.sawComma()
        case ASCII.dash, ASCII.plus: sign = isName(previous) ? nil : token
        default: lists.sawOther(isValue: false)
        }
    }

    /// Whether a sign behind this is an operator for sure.
    private func isName(_ token: Token?) -> Bool {
        guard let token else { return false }
        switch token.kind {
        case .quotedName, .placeholder, .variable: return true
        case .word: return keyword == nil
        case .symbol:
            return bytes[token.start] == ASCII.closeParenthesis || bytes[token.start] == ASCII.closeBracket
        default: return false
        }
    }

    /// `IN (?, ?, ?` becomes `IN (?`.
    private mutating func collapse(list mark: Int, _ token: Token) {
        write(to: token.start)
        guard let count = output?.count, count >= mark else { return }
        output?.removeLast(count - mark)
        output?.append(ASCII.question)
    }

    /// `VALUES (?, ?), (?, ?)` becomes `VALUES (?, ?)`: a row says nothing new if it holds values alone, as the first does, or
    /// what the first holds.
    private mutating func collapse(row: Int, _ first: Range<Int>, isPure: Bool, _ token: Token) {
        guard isPure || output != nil else { return }
        write(to: token.end)
        if isPure || repeats(row: row, first), let count = output?.count, count > first.upperBound {
            output?.removeLast(count - first.upperBound)
        }
    }

    private func repeats(row: Int, _ first: Range<Int>) -> Bool {
        guard let output, row >= first.upperBound, row <= output.count else { return false }
        return output[row...].elementsEqual(output[first])
    }
}
