public import Foundation
public import GRDB
import Synchronization

/// A broker in an SQLite file: the embedded default, without a server, and safe for several processes on one machine.
///
/// The file may be the application's own, so that a job can be enqueued in the same transaction that stores what it is about:
/// ``JobQueue/enqueue(_:options:in:)``. The broker's tables begin with `throughline_job`; it makes them, and opens connections of
/// its own. The file must be on a local disk, as write-ahead logging wants it.
///
/// What is acknowledged is on the disk: write-ahead log, `synchronous=FULL`. Such a commit costs one `fsync`, so calls that come
/// while one is under way share the next.
public final class SQLiteBroker: Broker {
    public let kind = "sqlite"
    /// The file.
    public let path: String

    let pool: DatabasePool
    /// The file's name as SQLite has it, by which another connection is known to be one to the same file.
    private let file: String
    let commits: CommitGroup
    let clock: BrokerClock
    let work = WorkSignal()
    let pollInterval: Duration
    /// What another connection changes when it commits, as it was last.
    let lastVersion = Mutex<Int?>(nil)

    /// Opens the file, and makes what is missing in it. A file that is made can be read by its owner only.
    ///
    /// - Parameters:
    ///   - path: The file; it is made where there is none.
    ///   - busyTimeout: How long to wait for other connections' transactions before a call throws `SQLITE_BUSY`.
    ///   - pollInterval: How often a worker that waits looks whether another process, or another connection, has written. Work
    ///     that comes through this broker is noticed at once.
    ///   - clock: What time it is, for tests. By default delays go by the system's clock, and leases by the time since the
    ///     machine has started, which nobody sets.
    /// - Throws: `DatabaseError` where the file cannot be opened or is no database, ``SQLiteBrokerError``.
    public convenience init(
        path: String,
        busyTimeout: Duration = .seconds(10),
        pollInterval: Duration = .milliseconds(10),
        clock: (@Sendable () -> Date)? = nil
    ) throws {
        let clock = clock.map { BrokerClock($0) } ?? .system
        try self.init(path: path, busyTimeout: busyTimeout, pollInterval: pollInterval, clocks: clock)
    }

    init(path: String, busyTimeout: Duration, pollInterval: Duration, clocks: BrokerClock) throws {
        self.path = path
        clock = clocks
        self.pollInterval = max(pollInterval, .milliseconds(1))

        // What is in it is nobody else's concern. SQLite gives its other files the same mode.
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 { close(descriptor) }

        var configuration = Configuration()
        configuration.label = "throughline.jobs"
        configuration.maximumReaderCount = 2
        configuration.busyMode = .callback(Self.waiting(busyTimeout))
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            // GRDB has set NORMAL, with which the last commits are lost when the power is.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.execute(sql: "PRAGMA journal_size_limit = \(largestIdleLog)")
            guard try !JobSchema.isReady(db, clocks) else { return }
            try db.inTransaction(.immediate) {
                try JobSchema.prepare(db, clocks)
                return .commit
            }
        }
        self.pool = pool
        file = try pool.read(Self.file)
        commits = CommitGroup(pool)
    }

    public var now: Date { clock.date() }

    /// SQLite's own handler sleeps for up to a tenth of a second at a time, which starves one process among several.
    private static func waiting(_ timeout: Duration) -> Database.BusyCallback {
        let start = Mutex(ContinuousClock.now)
        return { attempts in
            let waited = start.withLock { start in
                if attempts == 0 { start = .now }
                return .now - start
            }
            guard waited < timeout else { return false }
            usleep(UInt32.random(in: 500...1_500))
            return true
        }
    }

    // MARK: Broker

    public func enqueue(_ entries: [BrokerEntry]) async throws -> [EnqueueOutcome] {
        let outcomes = try await commits.perform { [clock] db in
            let now = clock.now
            return try entries.map { try JobTables.enqueue($0, at: now, in: db) }
        }
        work.signal()
        return outcomes
    }

    /// Stores jobs in a transaction of the caller's own, on a connection to this broker's file. They are there when that
    /// transaction is, as durably as its connection makes it.
    ///
    /// - Throws: ``TransactionalEnqueueError/otherFile``, `DatabaseError`.
    public func enqueue(_ entries: [BrokerEntry], in db: Database) throws -> [EnqueueOutcome] {
        guard try Self.file(db) == file else { throw TransactionalEnqueueError.otherFile }
        let now = clock.now
        let outcomes = try entries.map { try JobTables.enqueue($0, at: now, in: db) }
        if db.isInsideTransaction {
            db.afterNextTransaction { [work] _ in work.signal() }
        } else {
            work.signal()
        }
        return outcomes
    }

    // The clock is read when a transaction has begun, which may be long after a call: a lease that began with the call could be
    // over when it is given.

    public func claim(_ request: ClaimRequest) async throws -> [ClaimedEntry] {
        try await commits.perform { [clock] db in try JobTables.claim(request, at: clock, in: db) }
    }

    public func settle(_ settlements: [Settlement]) async throws -> [SettlementResult] {
        let results = try await commits.perform { [clock] db in
            try JobTables.settle(settlements, at: clock.now, in: db)
        }
        // A retry, a follower, or room in a queue that has a limit.
        work.signal()
        return results
    }

    public func extend(_ claims: [ClaimID], lease: Duration) async throws -> [LeaseState] {
        try await commits.perform(first: true) { [clock] db in
            let end = clock.uptime().advanced(by: lease)
            return try claims.map { try JobTables.extend($0, to: end, in: db) }
        }
    }

    public func rescue(_ request: RescueRequest) async throws -> [RescuedEntry] {
        // Here the earlier time is the careful one: who extends a lease while this waits keeps the job.
        let time = clock.uptime()
        guard try await pool.read({ db in try JobTables.hasLost(in: request.queues, at: time, db) }) else { return [] }
        return try await commits.perform { [clock] db in
            try JobTables.rescue(request, lostBy: time, at: clock, in: db)
        }
    }

    public func nextStart(in queues: [String]) async throws -> Date? {
        try await pool.read { db in try JobTables.nextStart(in: queues, db) }
    }

    public func workNumber() -> UInt64 { work.number }

    public func waitForWork(since number: UInt64, timeout: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.work.wait(since: number, timeout: timeout) }
            group.addTask { await self.watchOtherConnections() }
            await group.next()
            group.cancelAll()
        }
    }

    public func purge(limit: Int, deadLetterAge: Duration?, queues: [String]?) async throws -> Int {
        let now = clock.now
        let dead = JobTables.DeadLetters(age: deadLetterAge, queues: queues)
        guard try await pool.read({ db in try JobTables.hasExpired(dead, at: now, db) }) else { return 0 }
        return try await commits.perform { db in try JobTables.purge(limit: limit, dead, at: now, in: db) }
    }

    static func file(_ db: Database) throws -> String {
        let file = try db.cachedStatement(sql: "SELECT file FROM pragma_database_list WHERE name = 'main'")
        return try String.fetchOne(file) ?? ""
    }
}

/// How much of the write-ahead log stays on the disk when all of it is in the database, in bytes.
private let largestIdleLog = 64 << 20
