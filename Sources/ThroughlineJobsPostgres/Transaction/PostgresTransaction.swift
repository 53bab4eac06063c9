import Synchronization
import ThroughlineJobs

/// What runs statements within a transaction of the application's own: a ``PostgresTransaction``, or any driver's connection for
/// which the application says how.
///
/// ```swift
/// extension Connection: PostgresExecutor {
///     func execute(_ sql: String, _ values: [String?]) async throws -> [[String?]] { … }
/// }
///
/// try await connection.withTransaction {
///     try await connection.query("INSERT INTO orders …")
///     try await queue.enqueue(SendReceipt(order: 1), in: connection)
/// }
/// ```
public protocol PostgresExecutor: Sendable {
    /// Runs a statement.
    ///
    /// - Parameters:
    ///   - sql: The statement, which stands for its values by `$1`, `$2` …
    ///   - values: The values as texts, which PostgreSQL reads as what the statement needs; `nil` is `NULL`.
    /// - Returns: The rows, their columns as texts.
    func execute(_ sql: String, _ values: [String?]) async throws -> [[String?]]

    /// Calls back when the transaction has ended, with whether it was committed. Where the driver has nothing of the kind, at once:
    /// then the spans of jobs that were enqueued end there, whatever becomes of the transaction.
    func afterTransaction(_ body: @escaping @Sendable (_ isCommitted: Bool) -> Void)
}

extension PostgresExecutor {
    public func afterTransaction(_ body: @escaping @Sendable (_ isCommitted: Bool) -> Void) { body(true) }
}

/// A transaction on one of a broker's connections.
public final class PostgresTransaction: PostgresExecutor {
    private let pool: ConnectionPool
    private let session: UInt64
    private let tracing: StatementTracing?
    private let ends = Mutex<[@Sendable (Bool) -> Void]>([])

    init(_ pool: ConnectionPool, session: UInt64, _ tracing: StatementTracing?) {
        self.pool = pool
        self.session = session
        self.tracing = tracing
    }

    /// Runs a statement; it may take as long as a call of the broker's.
    ///
    /// - Throws: ``PostgresError``. After one that the server has refused, nothing but the transaction's end is possible.
    @discardableResult
    public func execute(_ sql: String, _ values: [String?] = []) async throws -> [[String?]] {
        let call = Call(sql, values)
        return try await tracing.traced(call) {
            try await pool.perform(call, session: session) { rows in
                rows.map { row in (0..<rows.columns).map { row.text($0) } }
            }
        }
    }

    public func afterTransaction(_ body: @escaping @Sendable (_ isCommitted: Bool) -> Void) {
        ends.withLock { $0.append(body) }
    }

    func run(_ command: String) async throws -> String {
        try await pool.perform(Call(command), session: session) { $0.command }
    }

    func end(isCommitted: Bool) {
        let ends = ends.withLock { ends in
            defer { ends = [] }
            return ends
        }
        for end in ends { end(isCommitted) }
    }
}

extension PostgresBroker {
    /// Runs a transaction: what it writes, and the jobs that are enqueued in it, are there together or not at all.
    ///
    /// ```swift
    /// try await broker.transaction { transaction in
    ///     try await transaction.execute("INSERT INTO orders (id) VALUES ($1)", ["\(order.id)"])
    ///     try await queue.enqueue(SendReceipt(order: order.id), in: transaction)
    /// }
    /// ```
    ///
    /// It has one of the broker's connections for itself, so it should be short.
    ///
    /// - Throws: What `body` throws, when all is rolled back; ``PostgresError``, where nobody knows whether it was committed when
    ///   that is ``PostgresError/Kind/connectionLost`` or ``PostgresError/Kind/noAnswer``.
    public func transaction<Result: Sendable>(
        _ body: (PostgresTransaction) async throws -> Result
    ) async throws -> Result {
        let session = try await pool.beginSession()
        defer { pool.endSession(session) }
        let transaction = PostgresTransaction(pool, session: session, tracing)
        do {
            _ = try await transaction.run("BEGIN")
            let result = try await body(transaction)
            // A transaction in which a statement was refused is rolled back, though it is asked to commit.
            guard try await transaction.run("COMMIT") == "COMMIT" else {
                throw PostgresError(
                    .refused,
                    sqlState: "25P02",
                    "the transaction was rolled back, as a statement was refused"
                )
            }
            transaction.end(isCommitted: true)
            work.signal()
            return result
        } catch {
            _ = try? await transaction.run("ROLLBACK")
            transaction.end(isCommitted: false)
            throw error
        }
    }
}
