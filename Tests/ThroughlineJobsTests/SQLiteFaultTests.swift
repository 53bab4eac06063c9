import Foundation
import GRDB
import Testing

@testable import ThroughlineJobs

@Suite("The SQLite broker, when things go wrong", .timeLimit(.minutes(1)))
struct SQLiteFaultTests {
    @Test("is as durable as it says")
    func durability() async throws {
        let broker = try SQLiteBroker(path: TemporaryFile.path())
        let (journal, synchronous) = try await broker.pool.write { db in
            (try String.fetchOne(db, sql: "PRAGMA journal_mode"), try Int.fetchOne(db, sql: "PRAGMA synchronous"))
        }
        #expect(journal == "wal")
        #expect(synchronous == 2)
    }

    @Test("waits for a database that is locked, then says so, and is none the worse for it")
    func locked() async throws {
        let path = TemporaryFile.path()
        let broker = try SQLiteBroker(path: path, busyTimeout: .milliseconds(50))
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: path, configuration: configuration)
        try await other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
        await withDiscardingTaskGroup { group in
            for _ in 0..<5 {
                group.addTask {
                    _ = await #expect(throws: DatabaseError.self) { try await broker.enqueue([.plain()]) }
                }
            }
        }
        // Reading goes on.
        #expect(try await broker.entries(EntryFilter()).isEmpty)
        try await other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
        #expect(try await broker.enqueue([.plain()]).count == 1)
    }

    @Test("says that the disk is full, loses nothing, and goes on when it is not")
    func diskFull() async throws {
        let broker = try SQLiteBroker(path: TemporaryFile.path())
        let queue = JobQueue(quiet: broker)
        let first = try await queue.enqueue(Scripted(number: 1), options: JobOptions(keep: .seconds(60)))
        try await broker.pool.writeWithoutTransaction { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages + 2)")
        }
        var big = BrokerEntry.plain()
        big.message = Array(repeating: 1, count: 1_000_000)
        let entries = [BrokerEntry.plain(), big]
        let full = await #expect(throws: DatabaseError.self) { _ = try await broker.enqueue(entries) }
        #expect(full?.resultCode == .SQLITE_FULL)
        #expect(try await broker.entries(EntryFilter()).map(\.id) == [first.id])
        try await broker.pool.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA max_page_count = 1000000") }
        try await queue.working(options: .quick()) { _ in try await queue.waitUntilDone() }
        #expect(try await broker.entry(first.id)?.state == .succeeded)
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

    @Test(
        "goes on when clocks jump: what was claimed before is rescued, or runs on, and counts once",
        arguments: [-7_200.0, 7_200]
    )
    func clockJump(seconds: TimeInterval) async throws {
        let test = try BrokerKind.sqlite.make()
        let queue = JobQueue(quiet: test.broker)
        let handle = try await queue.enqueue(Scripted(number: 1), options: JobOptions(keep: .seconds(1_000_000)))
        let started = Signal()
        try await queue.working(options: .quick(lease: .seconds(30))) { number, context in
            if context.attempt == 1 {
                test.clock.advance(by: seconds)
                started.send()
            }
            return number
        } during: { _ in
            await started.wait()
            try await queue.waitUntilDone()
        }
        #expect(try await test.broker.entry(handle.id)?.state == .succeeded)
        #expect(try await test.broker.statistics().map(\.succeeded) == [1])
    }

    @Test("opens a file that several processes open at once")
    func concurrentOpening() async throws {
        let path = TemporaryFile.path()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { _ = try await SQLiteBroker(path: path).enqueue([.plain()]) }
            }
            try await group.waitForAll()
        }
        #expect(try await SQLiteBroker(path: path).entries(EntryFilter()).count == 8)
    }

    @Test("refuses a file that is no database")
    func noDatabase() throws {
        let path = TemporaryFile.path()
        try Data(repeating: 65, count: 10_000).write(to: URL(filePath: path))
        #expect(throws: DatabaseError.self) { try SQLiteBroker(path: path) }
        #expect(throws: DatabaseError.self) { try SQLiteBroker(path: "/nowhere/at/all.sqlite") }
    }
}
