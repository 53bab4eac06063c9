extension TracedDatabase {
    /// Sends statements to the database together, in one span.
    ///
    /// A batch of one is a statement like any other.
    ///
    /// - Parameters:
    ///   - statements: The texts. A statement that is run with several sets of parameters stands there once for each.
    ///   - isParameterised: Whether the statements' values come beside the texts, so that these are recorded as they are;
    ///     `nil` where that is told by the placeholders in them.
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
}
