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
    private let clock: @Sendable () -> Date
    private let work = WorkSignal()
    private let pollInterval: Duration

    /// Opens the file, and makes what is missing in it.
    ///
    /// - Parameters:
    ///   - path: The file; it is made where there is none.
    ///   - busyTimeout: How long to wait for other connections' transactions before a call throws `SQLITE_BUSY`.
    ///   - pollInterval: How often a worker that waits looks whether another process, or another connection, has written. Work
    ///     that comes through this broker is noticed at once.
    ///   - clock: What time it is.
    /// - Throws: `DatabaseError` where the file cannot be opened or is no database.
    public init(
        path: String,
        busyTimeout: Duration = .seconds(10),
        pollInterval: Duration = .milliseconds(10),
        clock: @escaping @Sendable () -> Date = { Date() }
    ) throws {
        self.path = path
        self.clock = clock
        self.pollInterval = max(pollInterval, .milliseconds(1))

        var configuration = Configuration()
        configuration.label = "throughline.jobs"
        configuration.maximumReaderCount = 2
        configuration.busyMode = .callback(Self.waiting(busyTimeout))
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            // GRDB has set NORMAL, with which the last commits are lost when the power is.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.inTransaction(.immediate) {
                try JobTables.create(in: db)
                return .commit
            }
        }
        self.pool = pool
        file = try pool.read(Self.file)
        commits = CommitGroup(pool)
    }

    public var now: Date { clock() }

    /// SQLite's own handler sleeps for up to a tenth of a second at a time, which starves one process among several.
    private static func waiting(_ timeout: Duration) -> Database.BusyCallback {
        { attempts in
            guard Duration.milliseconds(attempts) < timeout else { return false }
            usleep(UInt32.random(in: 500...1_500))
            return true
        }
    }

    // MARK: Broker

    public func enqueue(_ entries: [BrokerEntry]) async throws -> [EnqueueOutcome] {
        let now = Timestamp(now)
        let outcomes = try await commits.perform { db in
            try entries.map { try JobTables.enqueue($0, at: now, in: db) }
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
        let now = Timestamp(now)
        let outcomes = try entries.map { try JobTables.enqueue($0, at: now, in: db) }
        if db.isInsideTransaction {
            db.afterNextTransaction { [work] _ in work.signal() }
        } else {
            work.signal()
        }
        return outcomes
    }

    public func claim(_ request: ClaimRequest) async throws -> [ClaimedEntry] {
        let now = Timestamp(now)
        return try await commits.perform { db in try JobTables.claim(request, at: now, in: db) }
    }

    public func settle(_ settlements: [Settlement]) async throws -> [Bool] {
        let now = Timestamp(now)
        let settled = try await commits.perform { db in try JobTables.settle(settlements, at: now, in: db) }
        // A retry, a follower, or room in a queue that has a limit.
        work.signal()
        return settled
    }

    public func extend(_ claims: [ClaimID], lease: Duration) async throws -> [LeaseState] {
        let end = Timestamp(now.advanced(by: lease))
        return try await commits.perform { db in try claims.map { try JobTables.extend($0, to: end, in: db) } }
    }

    public func rescue(limit: Int) async throws -> [RescuedEntry] {
        let now = Timestamp(now)
        let rescued = try await commits.perform { db in try JobTables.rescue(limit: limit, at: now, in: db) }
        if !rescued.isEmpty { work.signal() }
        return rescued
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

    public func purge(limit: Int) async throws -> Int {
        let now = Timestamp(now)
        return try await commits.perform { db in try JobTables.purge(limit: limit, at: now, in: db) }
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
        try await pool.read { db in try JobTables.entry(id, db) }
    }

    public func entries(_ filter: EntryFilter) async throws -> [StoredJob] {
        try await pool.read { db in try JobTables.entries(filter, db) }
    }

    public func counts(_ filter: EntryFilter) async throws -> [JobState: Int] {
        try await pool.read { db in try JobTables.counts(filter, db) }
    }

    public func cancel(_ ids: [JobID]) async throws -> [Bool] {
        let now = Timestamp(now)
        return try await commits.perform { db in try ids.map { try JobTables.cancel($0, at: now, in: db) } }
    }

    public func requeue(_ ids: [JobID]) async throws -> [Bool] {
        let now = Timestamp(now)
        let requeued = try await commits.perform { db in try ids.map { try JobTables.requeue($0, at: now, in: db) } }
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

    public func fire(_ schedule: StoredSchedule, for time: Date, entries: [BrokerEntry]) async throws -> Bool {
        let now = Timestamp(now)
        let isFired = try await commits.perform { db in
            guard try JobTables.advance(schedule, from: Timestamp(time), in: db) else { return false }
            for entry in entries { _ = try JobTables.enqueue(entry, at: now, in: db) }
            return true
        }
        if isFired { work.signal() }
        return isFired
    }

    private static func file(_ db: Database) throws -> String {
        let file = try db.cachedStatement(sql: "SELECT file FROM pragma_database_list WHERE name = 'main'")
        return try String.fetchOne(file) ?? ""
    }

    // MARK: Other connections

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
        let version = try? await pool.writeWithoutTransaction { db in
            try Int.fetchOne(db.cachedStatement(sql: "PRAGMA data_version"))
        }
        guard let version else { return false }
        return lastVersion.withLock { last in
            defer { last = version }
            return last != version
        }
    }
}
