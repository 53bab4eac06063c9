extension TracedDatabase {
    /// Calls a stored procedure by its name, where the driver has a way to do so without a text, in a span.
    ///
    /// - Throws: What `body` throws, as it is.
    public func withStoredProcedure<Result>(
        _ name: String,
        parameters: @autoclosure () -> [QueryParameter] = [],
        isolation: isolated (any Actor)? = #isolation,
        _ body: (SQLSpan) async throws -> Result
    ) async rethrows -> Result {
        try await startStoredProcedure(name, parameters: parameters()).run(body)
    }

    /// Calls a stored procedure by its name, where the driver has a way to do so without a text, in a span.
    public func withStoredProcedure<Result>(
        _ name: String,
        parameters: @autoclosure () -> [QueryParameter] = [],
        _ body: (SQLSpan) throws -> Result
    ) rethrows -> Result {
        try startStoredProcedure(name, parameters: parameters()).run(body)
    }
}
