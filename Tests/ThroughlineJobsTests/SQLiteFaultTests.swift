import Foundation
import GRDB
import Synchronization
import Testing

@testable import ThroughlineJobs

@Suite("The SQLite broker, when things go wrong", .timeLimit(.minutes(5)))
struct SQLiteFaultTests {
    @Test("is as durable as it says, and has what is acknowledged when it is opened again")
    func durability() async throws {
        let path = TemporaryFile.path()
        let entry = BrokerEntry.plain()
        do {
            let broker = try SQLiteBroker(path: path)
            let (journal, synchronous) = try await broker.pool.write { db in
                (try String.fetchOne(db, sql: "PRAGMA journal_mode"), try Int.fetchOne(db, sql: "PRAGMA synchronous"))
            }
            #expect(journal == "wal")
            #expect(synchronous == 2)
            _ = try await broker.enqueue([entry])
        }
        #expect(try await SQLiteBroker(path: path).claim(.of("q")).map(\.claim.job) == [entry.id])
    }

    @Test("waits for a database that is locked, then says so, and is none the worse for it")
    func locked() async throws {
        let path = TemporaryFile.path()
        let broker = try SQLiteBroker(path: path, busyTimeout: .milliseconds(50))
        let other = try OtherConnection(path)
        try other.begin()
        await withDiscardingTaskGroup { group in
            for _ in 0..<5 {
                group.addTask {
                    _ = await #expect(throws: DatabaseError.self) { try await broker.enqueue([.plain()]) }
                }
            }
        }
        // Reading goes on.
        #expect(try await broker.entries(EntryFilter()).isEmpty)
        try other.rollback()
        #expect(try await broker.enqueue([.plain()]).count == 1)
    }

    @Test("gives a whole lease to who had to wait for it")
    func lateLease() async throws {
        let path = TemporaryFile.path()
        let clock = TestClock()
        let broker = try SQLiteBroker(path: path, clock: { clock.now })
        let entry = BrokerEntry.plain()
        _ = try await broker.enqueue([entry])
        let other = try OtherConnection(path)
        try other.begin()
        async let claimed = broker.claim(.of("q"))
        _ = try await broker.entries(EntryFilter())
        clock.advance(by: 20)
        try other.rollback()
        let claim = try #require(try await claimed.first)
        #expect(try await broker.entry(entry.id)?.leaseEnd == clock.now.addingTimeInterval(10))
        try other.begin()
        async let states = broker.extend([claim.claim], lease: .seconds(10))
        _ = try await broker.entries(EntryFilter())
        clock.advance(by: 20)
        try other.rollback()
        #expect(try await states == [.held])
        #expect(try await broker.entry(entry.id)?.leaseEnd == clock.now.addingTimeInterval(10))
    }

    // MARK: Full disk

    /// Lets the file grow no more, until that is undone.
    private func fill(_ broker: SQLiteBroker, _ isFull: Bool = true) async throws {
        try await broker.pool.writeWithoutTransaction { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(isFull ? pages + 2 : 1_000_000)")
        }
    }

    @Test("says that the disk is full, loses nothing, and goes on when it is not")
    func diskFull() async throws {
        let broker = try SQLiteBroker(path: TemporaryFile.path())
        let queue = JobQueue(quiet: broker)
        let first = try await queue.enqueue(Scripted(number: 1), options: JobOptions(keep: .seconds(60)))
        try await fill(broker)
        var big = BrokerEntry.plain()
        big.message = Array(repeating: 1, count: 1_000_000)
        let entries = [BrokerEntry.plain(), big]
        let full = await #expect(throws: DatabaseError.self) { _ = try await broker.enqueue(entries) }
        #expect(full?.resultCode == .SQLITE_FULL)
        #expect(try await broker.entries(EntryFilter()).map(\.id) == [first.id])
        try await fill(broker, false)
        try await queue.working(options: .quick()) { _ in try await queue.waitUntilDone() }
        #expect(try await broker.entry(first.id)?.state == .succeeded)
    }

    @Test("claims nothing when the disk is full, and counts no attempt")
    func diskFullForClaims() async throws {
        let broker = try SQLiteBroker(path: TemporaryFile.path())
        let entry = BrokerEntry.plain()
        _ = try await broker.enqueue([entry])
        try await fill(broker)
        // A name for which there is no room.
        let name = String(repeating: "w", count: 100_000)
        let full = await #expect(throws: DatabaseError.self) { try await broker.claim(.of("q", worker: name)) }
        #expect(full?.resultCode == .SQLITE_FULL)
        #expect(try await broker.entry(entry.id)?.state == .ready)
        try await fill(broker, false)
        #expect(try await broker.claim(.of("q", worker: name)).map(\.attempt) == [1])
    }

    @Test("records what a worker has done when the disk is not full any more, and has it done once")
    func diskFullForOutcomes() async throws {
        let broker = try SQLiteBroker(path: TemporaryFile.path())
        let flaky = FlakyBroker(broker)
        let queue = JobQueue(quiet: flaky)
        let runs = Mutex(0)
        let large = try await queue.enqueue(LargeResult(), options: JobOptions(keep: .seconds(60)))
        let small = try await queue.enqueue(Scripted(), options: JobOptions(keep: .seconds(60)))
        try await fill(broker)
        try await queue.working([LargeResult.self, Scripted.self], options: .quick()) { number, _ in
            runs.withLock { $0 += 1 }
            return number
        } during: { _ in
            #expect(await flaky.nextFailure()?.contains("full") == true)
            try await fill(broker, false)
            try await queue.waitUntilDone()
        }
        #expect(try await broker.entry(large.id)?.state == .succeeded)
        #expect(try await broker.entry(large.id)?.attempt == 1)
        #expect(try await broker.entry(small.id)?.state == .succeeded)
        #expect(runs.withLock { $0 } == 1)
    }

    private struct LargeResult: Job {
        static let name = "large_result"
        func run(_ context: JobContext) async throws -> String { String(repeating: "r", count: 100_000) }
    }

    @Test("lets nobody suffer from another's error, where writes share a transaction")
    func groupCommit() async throws {
        let broker = try SQLiteBroker(path: TemporaryFile.path())
        let twice = BrokerEntry.plain()
        _ = try await broker.enqueue([twice])
        let results = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                group.addTask {
                    // Every tenth one has an id that is taken.
                    (try? await broker.enqueue([number % 10 == 0 ? twice : .plain()])) != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(results == 90)
        #expect(try await broker.counts(EntryFilter()) == [.ready: 91])
    }

    // MARK: Clocks

    /// A broker on a machine that has run for so long, and whose clock is set.
    private func broker(_ path: String, boot: String = "b", _ date: TestClock, _ uptime: TestClock) throws
        -> SQLiteBroker
    {
        let clocks = BrokerClock(boot: boot, date: { date.now }, uptime: { Timestamp(uptime.now) })
        return try SQLiteBroker(path: path, busyTimeout: .seconds(10), pollInterval: .milliseconds(2), clocks: clocks)
    }

    @Test("keeps jobs with who runs them when the clock is set", arguments: [-7_200.0, 7_200])
    func clockJump(seconds: TimeInterval) async throws {
        let (date, uptime) = (TestClock(), TestClock())
        let broker = try broker(TemporaryFile.path(), date, uptime)
        _ = try await broker.enqueue([.plain(attemptLimit: 1)])
        let claimed = try #require(try await broker.claim(.of("q")).first)
        date.advance(by: seconds)
        #expect(try await broker.rescue(.by("r")).isEmpty)
        #expect(try await broker.entry(claimed.claim.job)?.leaseEnd == date.now.addingTimeInterval(10))
        #expect(try await broker.settle(.succeeded(result: nil), claimed.claim) == .settled)
    }

    @Test("rescues the jobs of a worker that has died also when the clock was set back")
    func clockSetBack() async throws {
        let (date, uptime) = (TestClock(), TestClock())
        let broker = try broker(TemporaryFile.path(), date, uptime)
        _ = try await broker.enqueue([.plain()])
        _ = try await broker.claim(.of("q"))
        date.advance(by: -7_200)
        uptime.advance(by: 11)
        #expect(try await broker.rescue(.by("r")).count == 1)
    }

    @Test("rescues what was running when the machine went down")
    func reboot() async throws {
        let path = TemporaryFile.path()
        let (date, uptime) = (TestClock(), TestClock())
        do {
            let before = try broker(path, date, uptime)
            _ = try await before.enqueue([.plain(), .plain()])
            _ = try await before.claim(.of("q"))
            // Somebody who opens the file meanwhile changes nothing.
            #expect(try await broker(path, date, uptime).rescue(.by("r")).isEmpty)
        }
        // The machine counts from anew.
        uptime.advance(by: -100_000)
        let after = try broker(path, boot: "c", date, uptime)
        #expect(try await after.rescue(.by("r")).count == 2)
        #expect(try await after.rescue(.by("s")).isEmpty)
    }

    // MARK: Processes and files

    @Test("opens a new file that several processes open at once")
    func concurrentOpening() async throws {
        let path = TemporaryFile.path()
        let processes = try (0..<6).map { _ in try WorkerProcess(["enqueue", path]) }
        for process in processes { #expect(await process.end() == 0) }
        #expect(try await SQLiteBroker(path: path).counts(EntryFilter()) == [.ready: 6])
    }

    @Test("loses nothing when a process is killed while it claims, and waits for nobody who is dead")
    func killedClaiming() async throws {
        let path = TemporaryFile.path()
        let clock = TestClock()
        let broker = try SQLiteBroker(path: path, clock: { clock.now })
        _ = try await broker.enqueue([.plain(), .plain()])
        #expect(try await WorkerProcess(["die-claiming", path]).end() == -SIGKILL)
        #expect(try await broker.counts(EntryFilter()) == [.ready: 2])
        #expect(try await broker.claim(.of("q")).map(\.attempt) == [1, 1])
    }

    @Test("refuses a file that is no database")
    func noDatabase() throws {
        let path = TemporaryFile.path()
        try Data(repeating: 65, count: 10_000).write(to: URL(filePath: path))
        #expect(throws: DatabaseError.self) { try SQLiteBroker(path: path) }
        #expect(throws: DatabaseError.self) { try SQLiteBroker(path: "/nowhere/at/all.sqlite") }
    }
}

/// A connection of somebody else's.
struct OtherConnection {
    private let queue: DatabaseQueue

    init(_ path: String) throws {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        queue = try DatabaseQueue(path: path, configuration: configuration)
    }

    func begin() throws { try execute("BEGIN IMMEDIATE") }
    func rollback() throws { try execute("ROLLBACK") }

    func execute(_ sql: String) throws {
        try queue.writeWithoutTransaction { db in try db.execute(sql: sql) }
    }
}
