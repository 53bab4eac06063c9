extension TracedDatabase {
    /// Runs an operation that is no text of SQL, such as a bulk copy, in a span.
    ///
    /// - Parameters:
    ///   - name: The operation's name, of low cardinality: `COPY`.
    ///   - collection: The table that it works on, where that is one.
    /// - Throws: What `body` throws, as it is.
    public func withOperation<Result>(
        _ name: String,
        collection: String? = nil,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (SQLSpan) async throws -> Result
    ) async rethrows -> Result {
        try await startOperation(name, collection: collection).run(body)
    }

    /// Runs an operation that is no text of SQL, such as a bulk copy, in a span.
    public func withOperation<Result>(
        _ name: String,
        collection: String? = nil,
        _ body: (SQLSpan) throws -> Result
    ) rethrows -> Result {
        try startOperation(name, collection: collection).run(body)
    }

    /// Opens a connection, in a span `CONNECT …`.
    ///
    /// - Throws: What `body` throws, as it is.
    public func withConnect<Result>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: (SQLSpan) async throws -> Result
    ) async rethrows -> Result {
        try await startOperation("CONNECT").run(body)
    }

    /// Opens a connection, in a span `CONNECT …`.
    public func withConnect<Result>(_ body: (SQLSpan) throws -> Result) rethrows -> Result {
        try startOperation("CONNECT").run(body)
    }
}
