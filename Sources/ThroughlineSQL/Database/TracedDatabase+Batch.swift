extension TracedDatabase {
    /// Sends statements to the database together, in one span.
    ///
    /// A batch of one is a statement like any other.
    ///
    /// - Parameters:
    ///   - statements: The texts.
    ///   - isParameterised: Whether the statements' values come beside the texts, so that these are recorded as they are;
    ///     `nil` where the texts tell: each has placeholders, and no string.
    ///   - body: Sends the statements. With ``SQLComments``, each goes through ``SQLSpan/commenting(_:)``.
    /// - Throws: What `body` throws, as it is.
    public func withBatch<Result>(
        _ statements: [String],
        isParameterised: Bool? = nil,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (SQLSpan) async throws -> Result
    ) async rethrows -> Result {
        try await startBatch(statements, isParameterised: isParameterised).run(body)
    }

    /// Sends statements to the database together, in one span.
    public func withBatch<Result>(
        _ statements: [String],
        isParameterised: Bool? = nil,
        _ body: (SQLSpan) throws -> Result
    ) rethrows -> Result {
        try startBatch(statements, isParameterised: isParameterised).run(body)
    }

    /// Sends one statement to the database with several sets of parameters, in one span.
    ///
    /// With one set it is a statement like any other.
    ///
    /// - Throws: What `body` throws, as it is.
    public func withBatch<Result>(
        _ sql: String,
        parameterSets: Int,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (SQLSpan) async throws -> Result
    ) async rethrows -> Result {
        try await startBatch(sql, parameterSets: parameterSets).run(body)
    }

    /// Sends one statement to the database with several sets of parameters, in one span.
    public func withBatch<Result>(
        _ sql: String,
        parameterSets: Int,
        _ body: (SQLSpan) throws -> Result
    ) rethrows -> Result {
        try startBatch(sql, parameterSets: parameterSets).run(body)
    }
}
