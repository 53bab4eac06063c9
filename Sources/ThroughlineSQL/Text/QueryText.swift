/// What is found out about a text of SQL.
struct QueryText: Sendable {
    /// `db.query.summary`; `nil` where the text says nothing that is understood.
    let summary: String?
    /// The text as it is, without more than the limit; `nil` where it is blank.
    let verbatim: String?
    /// The text without literals and comments; `nil` where nothing is left.
    let sanitized: String?
    /// Whether values are sent beside the text, and all of them as far as can be seen.
    let isParameterised: Bool
}

extension QueryText {
    /// The text that is recorded.
    ///
    /// - Parameter isParameterised: `nil` where the text tells.
    func recorded(as recording: QueryTextRecording, isParameterised: Bool?) -> String? {
        switch recording {
        case .none: nil
        case .sanitized: sanitized
        case .conventional: isParameterised ?? self.isParameterised ? verbatim : sanitized
        }
    }
}

extension QueryText {
    /// What is beyond is not read, and so neither recorded nor summarised.
    private static let analysedBytes = 32 * 1024

    /// - Parameter limit: How many bytes of the text are kept.
    init(_ sql: String, dialect: SQLDialect, limit: Int) {
        var text = sql
        self = text.withUTF8 { Self.analyse($0, sql, dialect: dialect, limit: limit) }
    }

    private static func analyse(
        _ whole: UnsafeBufferPointer<UInt8>,
        _ sql: String,
        dialect: SQLDialect,
        limit: Int
    ) -> QueryText {
        let bytes = UnsafeBufferPointer(rebasing: whole.prefix(analysedBytes))
        var tokenizer = Tokenizer(bytes, dialect: dialect)
        var parser = SummaryParser(bytes, dialect: dialect)
        var sanitizer = Sanitizer(bytes, dialect: dialect)
        var hasPlaceholders = false
        var hasVariables = false
        var isBlank = true
        while let token = tokenizer.next() {
            let keyword = token.kind == .word ? Keyword(bytes, from: token.start, to: token.end) : nil
            parser.consume(token, keyword)
            sanitizer.consume(token, keyword)
            if token.isSignificant { isBlank = false }
            if token.kind == .placeholder { hasPlaceholders = true }
            // `@name` is a parameter, or what the text itself declares.
            if keyword == .declare { hasVariables = true }
        }
        guard !isBlank else {
            return QueryText(summary: nil, verbatim: nil, sanitized: nil, isParameterised: false)
        }
        let isWhole = bytes.count == whole.count
        let verbatim = whole.count > limit ? whole.text(limit: limit) : sql
        let sanitized =
            if let output = sanitizer.finish() {
                output.withUnsafeBufferPointer { $0.text(limit: limit, isWhole: isWhole) }
            } else {
                isWhole ? verbatim : bytes.text(limit: limit, isWhole: false)
            }
        return QueryText(
            summary: parser.finish(),
            verbatim: verbatim,
            sanitized: sanitized,
            isParameterised: hasPlaceholders && !(dialect == .transactSQL && hasVariables)
                && !sanitizer.hasStrings && !(dialect.hasDoubtfulPlaceholders && sanitizer.hasLiterals)
                // What was not read may hold anything.
                && (isWhole || limit <= analysedBytes)
        )
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The first bytes as text, with `…` for the rest.
    fileprivate func text(limit: Int, isWhole: Bool = true) -> String {
        guard count > limit || !isWhole else { return String(decoding: self, as: UTF8.self) }
        var end = Swift.min(count, Swift.max(0, limit))
        while end > 0, end < count, self[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: self[..<end], as: UTF8.self) + "…"
    }
}
