extension TracedDatabase {
    /// Runs one statement, or several in one text, in a span.
    ///
    /// - Parameters:
    ///   - sql: The text. Blank is harmless.
    ///   - summary: What the statement does, of low cardinality, where the caller has better words than the text:
    ///     `get user by id`.
    ///   - operation: `db.operation.name`, for an interface that makes one kind of statement; never guessed from the text.
    ///   - collection: `db.collection.name`, for an interface to one table; never guessed from the text.
    ///   - isParameterised: Whether the statement's values come beside the text, so that it is recorded as it is; `nil` where
    ///     the text tells: it has placeholders, and no string.
    ///   - parameters: The values; not asked for unless they are recorded.
    ///   - body: Sends ``SQLSpan/sql`` to the database.
    /// - Throws: What `body` throws, as it is.
    public func withStatement<Result>(
        _ sql: String,
        summary: String? = nil,
        operation: String? = nil,
        collection: String? = nil,
        isParameterised: Bool? = nil,
        parameters: @autoclosure () -> [QueryParameter] = [],
        isolation: isolated (any Actor)? = #isolation,
        _ body: (SQLSpan) async throws -> Result
    ) async rethrows -> Result {
        let span = startStatement(
            sql,
            summary: summary,
            operation: operation,
            collection: collection,
            isParameterised: isParameterised,
            parameters: parameters()
        )
        return try await span.run(body)
    }

    /// Runs one statement, or several in one text, in a span.
    public func withStatement<Result>(
        _ sql: String,
        summary: String? = nil,
        operation: String? = nil,
        collection: String? = nil,
        isParameterised: Bool? = nil,
        parameters: @autoclosure () -> [QueryParameter] = [],
        _ body: (SQLSpan) throws -> Result
    ) rethrows -> Result {
        let span = startStatement(
            sql,
            summary: summary,
            operation: operation,
            collection: collection,
            isParameterised: isParameterised,
            parameters: parameters()
        )
        return try span.run(body)
    }
}
