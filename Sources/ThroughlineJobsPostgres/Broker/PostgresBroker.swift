public import Foundation
public import Logging
import Synchronization
public import ThroughlineJobs

/// A broker in a PostgreSQL database (14 and later), for workers on any number of machines.
///
/// ```swift
/// let broker = try PostgresBroker(url: "postgres://shop:secret@db.internal/shop?sslmode=verify-full")
/// let queue = JobQueue(broker: broker)
/// ```
///
/// The URL is libpq's, with its TLS, its several hosts and its password files; `schema=` is its own, the schema that the tables are
/// in. It makes them when it connects, which is with the first call, or with ``start()``.
///
/// What is acknowledged is committed, and as durable as the server is set up to make it. Delays, leases and schedules go by the
/// database's clock alone. A job can be stored in the same transaction as what it is about: ``transaction(_:)``.
public final class PostgresBroker: Broker {
    public let kind = "postgresql"
    /// Where the database is: the host and the database's name, without who connects.
    public var place: String { url.place }
    public let options: Options

    public struct Options: Sendable {
        /// The schema that the tables are in. It is made where there is none. What the URL says goes before it.
        public var schema = "throughline"
        /// How many connections there are at most. Beside them there is one that listens for work, while somebody waits for it, and
        /// one for signs of life, when all others are in use.
        public var connections = 4
        /// How long a call may take, the time included in which there is no connection.
        public var callTimeout: Duration = .seconds(10)
        /// How long it may take to connect.
        public var connectTimeout: Duration = .seconds(10)
        /// How often the connection that listens is asked whether it is alive.
        public var probeInterval: Duration = .seconds(5)
        /// Whether the connections go through a pooler that gives each transaction another one of its own, as pgbouncer's
        /// `pool_mode=transaction` does. Nothing is expected of a connection then, and nobody listens: workers look for work.
        public var isPooled = false
        /// Whether each statement has a span, below whatever the call is made in.
        public var tracesStatements = false
        public var logger = Logger(label: "throughline.jobs.postgres")

        public init() {}
    }

    let url: PostgresURL
    let schema: Schema
    let statements: Statements
    let pool: ConnectionPool
    let clock: DatabaseClock
    let work: WorkSignal
    let leadership = Leadership()
    let enqueues: EnqueueGroup
    let tracing: StatementTracing?

    /// - Parameters:
    ///   - url: `postgres://` or `postgresql://`, as libpq takes it.
    ///   - options: How it is used.
    /// - Throws: ``PostgresURLError``; `POSIXError` where the process has no file descriptor left.
    public convenience init(url: String, options: Options = Options()) throws {
        try self.init(url: url, options: options, creates: true, clock: nil)
    }

    /// Opens a database that has jobs already. One that has none is left as it is, and every call throws ``NoJobsInDatabase``.
    public convenience init(existing url: String, options: Options = Options()) throws {
        try self.init(url: url, options: options, creates: false, clock: nil)
    }

    /// - Parameters:
    ///   - creates: Whether tables that are missing are made.
    ///   - clock: What time it is in the place of the database's clock, for tests.
    package init(
        url text: String,
        options: Options,
        creates: Bool,
        clock now: (@Sendable () -> Date)?
    ) throws {
        let url = try PostgresURL(text)
        let schema = try Schema(url.schema ?? options.schema)
        let clock = DatabaseClock(now)
        let work = WorkSignal()
        (self.url, self.schema, self.options, self.clock, self.work) = (url, schema, options, clock, work)
        let statements = Statements(schema)
        self.statements = statements
        let session = SessionSetUp(schema: schema, options: options, creates: creates, clock: clock)
        let leadership = leadership
        let logger = options.logger
        let failures = FailureLog(logger, place: url.place)
        pool = try ConnectionPool(
            ConnectionPool.Settings(
                dial: Dial(url: url, timeout: options.connectTimeout, isPooled: options.isPooled) {
                    try session.prepare($0)
                    failures.end()
                },
                listenerDial: Dial(url: url, timeout: options.connectTimeout, isPooled: options.isPooled) { execute in
                    try session.prepare(execute)
                    _ = try execute("LISTEN \(schema.name)")
                },
                limit: max(1, options.connections),
                callTimeout: options.callTimeout,
                probe: statements.probe,
                probeInterval: max(options.probeInterval, .milliseconds(10)),
                onProbe: { rows in
                    clock.set(rows.first?.time(0))
                    leadership.probed(isLeader: rows.first?.bool(1) ?? false, isOverdue: rows.first?.bool(2) ?? false)
                },
                onNotification: { payload in
                    // Who waits in this process was told when it was done.
                    if payload != statements.origin { work.signal() }
                },
                onSilence: { leadership.end() },
                onFailure: { failures.record($0) }
            )
        )
        tracing = options.tracesStatements ? StatementTracing(url, schema: schema) : nil
        enqueues = EnqueueGroup(pool, statements, clock, tracing)
    }

    /// Connects, and makes the tables where they are missing, rather than with the first call.
    ///
    /// - Throws: ``PostgresError``, ``NoJobsInDatabase``.
    public func start() async throws {
        try await run(Call("SELECT 1")) { _ in }
    }

    /// Ends all connections; every call from then on throws. A broker that nobody holds any more does so by itself.
    public func shutdown() { pool.shutDown() }

    public var now: Date { clock.now }

    /// Runs a call, and again where it has only lost a race.
    func run<Value: Sendable>(
        _ call: Call,
        then others: [Call] = [],
        isUrgent: Bool = false,
        timeout: Duration? = nil,
        _ decode: @escaping @Sendable (Rows) throws -> Value
    ) async throws -> Value {
        try await classified {
            try await tracing.traced(call) {
                try await pool.perform(call, then: others, isUrgent: isUrgent, timeout: timeout, decode)
            }
        }
    }

    // MARK: Work

    public func workNumber() -> UInt64 { work.number }

    public func waitForWork(since number: UInt64, timeout: Duration) async {
        if !options.isPooled { pool.listen() }
        // Without somebody who listens, workers look as often as the ones of SQLite that have no other way.
        let longest: Duration = options.isPooled ? .milliseconds(200) : timeout
        await work.wait(since: number, timeout: min(timeout, longest))
    }
}

/// Runs something that may lose a race against another transaction, again where it does, and tells what cannot be stored from what
/// may pass.
func classified<Value>(_ body: () async throws -> Value) async throws -> Value {
    var attempt = 0
    while true {
        do {
            return try await body()
        } catch let error as PostgresError {
            attempt += 1
            guard error.isRace, attempt < 10 else { throw error.classified }
            try await Task.sleep(for: .milliseconds(Int.random(in: 1...(5 * attempt))))
        }
    }
}
