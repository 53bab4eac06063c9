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
    private let commits: CommitGroup
    private let clock: BrokerClock
    private let work = WorkSignal()
    private let pollInterval: Duration

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
        guard try await pool.read({ db in try JobTables.hasLost(at: time, db) }) else { return [] }
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

    public func purge(limit: Int, deadLetterAge: Duration?) async throws -> Int {
        let now = clock.now
        guard try await pool.read({ db in try JobTables.hasExpired(deadLetterAge, at: now, db) }) else { return 0 }
        return try await commits.perform { db in
            try JobTables.purge(limit: limit, deadLetterAge: deadLetterAge, at: now, in: db)
        }
    }

    public func statistics() async throws -> [QueueStatistics] {
        try await pool.read { db in try JobTables.statistics(db) }
    }

    public func setPaused(_ isPaused: Bool, queue: String) async throws {
        try await commits.perform { db in try JobTables.setPaused(isPaused, queue: queue, in: db) }
        work.signal()
    }

    public func setLimit(_ limit: Int?, queue: String) async throws {
        try await commits.perform { db in try JobTables.setLimit(limit, queue: queue, in: db) }
        work.signal()
    }

    public func entry(_ id: JobID) async throws -> StoredJob? {
        try await pool.read { [clock] db in try JobTables.entry(id, clock, db) }
    }

    public func entries(_ filter: EntryFilter) async throws -> [StoredJob] {
        try await pool.read { [clock] db in try JobTables.entries(filter, clock, db) }
    }

    public func counts(_ filter: EntryFilter) async throws -> [JobState: Int] {
        try await pool.read { db in try JobTables.counts(filter, db) }
    }

    public func cancel(_ ids: [JobID]) async throws -> [Bool] {
        try await commits.perform { [clock] db in try ids.map { try JobTables.cancel($0, at: clock.now, in: db) } }
    }

    public func requeue(_ ids: [JobID]) async throws -> [Bool] {
        let requeued = try await commits.perform { [clock] db in
            try ids.map { try JobTables.requeue($0, at: clock.now, in: db) }
        }
        work.signal()
        return requeued
    }

    public func delete(_ ids: [JobID]) async throws -> [Bool] {
        try await commits.perform { db in try ids.map { try JobTables.delete($0, in: db) } }
    }

    public func setSchedule(_ schedule: StoredSchedule) async throws {
        try await commits.perform { db in try JobTables.setSchedule(schedule, in: db) }
    }

    public func schedules() async throws -> [StoredSchedule] {
        try await pool.read { db in try JobTables.schedules(db) }
    }

    public func removeSchedule(_ name: String) async throws -> Bool {
        try await commits.perform { db in try JobTables.removeSchedule(name, in: db) }
    }

    public func fire(_ schedule: StoredSchedule, for time: Date, entries: [BrokerEntry]) async throws
        -> [EnqueueOutcome]?
    {
        let outcomes: [EnqueueOutcome]? = try await commits.perform { [clock] db in
            let now = clock.now
            guard try JobTables.advance(schedule, from: Timestamp(time), in: db) else { return nil }
            return try entries.map { try JobTables.enqueue($0, at: now, in: db) }
        }
        if outcomes != nil { work.signal() }
        return outcomes
    }

    // MARK: Other connections

    private static func file(_ db: Database) throws -> String {
        let file = try db.cachedStatement(sql: "SELECT file FROM pragma_database_list WHERE name = 'main'")
        return try String.fetchOne(file) ?? ""
    }

    /// Returns when a connection that is not this broker's own has committed, or when the task is cancelled.
    ///
    /// `data_version` is a word in shared memory: to read it costs microseconds, and no lock.
    private func watchOtherConnections() async {
        while !Task.isCancelled {
            if await hasChanged() { return work.signal() }
            try? await Task.sleep(for: pollInterval)
        }
    }

    private let lastVersion = Mutex<Int?>(nil)

    private func hasChanged() async -> Bool {
        // Not GRDB's own way to wait for this: when a task is cancelled, that interrupts the connection.
        let version: Int? = await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { db in
                continuation.resume(
                    returning: try? Int.fetchOne(db.cachedStatement(sql: "PRAGMA data_version"))
                )
            }
        }
        guard let version else { return false }
        return lastVersion.withLock { last in
            defer { last = version }
            return last != version
        }
    }
}

/// How much of the write-ahead log stays on the disk when all of it is in the database, in bytes.
private let largestIdleLog = 64 << 20
