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
    /// - Parameters:
    ///   - pool: The pool that the connection is for, which counts it and records how long it took.
    /// - Throws: What `body` throws, as it is.
    public func withConnect<Result>(
        pool: ConnectionPoolMetrics? = nil,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (SQLSpan) async throws -> Result
    ) async rethrows -> Result {
        let start = ContinuousClock.now
        let result = try await startOperation("CONNECT").run(body)
        pool?.connectionOpened(after: .now - start)
        return result
    }

    /// Opens a connection, in a span `CONNECT …`.
    public func withConnect<Result>(
        pool: ConnectionPoolMetrics? = nil,
        _ body: (SQLSpan) throws -> Result
    ) rethrows -> Result {
        let start = ContinuousClock.now
        let result = try startOperation("CONNECT").run(body)
        pool?.connectionOpened(after: .now - start)
        return result
    }
}
