extension TracedDatabase {
    /// Runs one statement, or several in one text, in a span.
    ///
    /// - Parameters:
    ///   - sql: The text. Blank is harmless.
    ///   - isParameterised: Whether the statement's values come beside the text, so that it is recorded as it is; `nil` where
    ///     that is told by the placeholders in it.
    ///   - parameters: The values; not asked for unless they are recorded.
    ///   - body: Sends ``SQLSpan/sql`` to the database.
    /// - Throws: What `body` throws, as it is.
    public func withStatement<Result>(
        _ sql: String,
        isParameterised: Bool? = nil,
        parameters: @autoclosure () -> [QueryParameter] = [],
        isolation: isolated (any Actor)? = #isolation,
        _ body: (SQLSpan) async throws -> Result
    ) async rethrows -> Result {
        let span = startStatement(sql, isParameterised: isParameterised, parameters: parameters())
        return try await span.run(body)
    }

    /// Runs one statement, or several in one text, in a span.
    public func withStatement<Result>(
        _ sql: String,
        isParameterised: Bool? = nil,
        parameters: @autoclosure () -> [QueryParameter] = [],
        _ body: (SQLSpan) throws -> Result
    ) rethrows -> Result {
        try startStatement(sql, isParameterised: isParameterised, parameters: parameters()).run(body)
    }
}
