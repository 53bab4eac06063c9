import Foundation
import GRDB
import Testing

@testable import ThroughlineJobs

@Suite("Enqueueing in the application's own transaction", .timeLimit(.minutes(5)))
struct TransactionTests {
    private func make() throws -> (JobQueue, DatabasePool) {
        let path = TemporaryFile.path()
        let database = try DatabasePool(path: path)
        try database.write { try $0.execute(sql: "CREATE TABLE orders (id INTEGER PRIMARY KEY)") }
        return (JobQueue(quiet: try SQLiteBroker(path: path)), database)
    }

    @Test("makes the job exist when the transaction is committed, and tells who waits")
    func commit() async throws {
        let (queue, database) = try make()
        try await queue.working(options: .quick()) { _ in
            let id = try await database.write { db in
                try db.execute(sql: "INSERT INTO orders VALUES (1)")
                return try queue.enqueue(Scripted(), options: JobOptions(keep: .seconds(3_600)), in: db).id
            }
            try await queue.broker.wait { try await queue.broker.entry(id)?.state == .succeeded }
        }
    }

    @Test("leaves nothing when the transaction is rolled back")
    func rollback() async throws {
        let (queue, database) = try make()
        await #expect(throws: Refused.self) {
            try await database.write { db in
                try queue.enqueue(Scripted(), in: db)
                throw Refused()
            }
        }
        #expect(try await queue.broker.entries(EntryFilter()).isEmpty)
    }

    @Test("gets its turn beside producers that never pause")
    func turns() async throws {
        let broker = try SQLiteBroker(path: TemporaryFile.path())
        let queue = JobQueue(quiet: broker)
        try await withThrowingTaskGroup(of: Void.self) { producers in
            for _ in 0..<4 {
                producers.addTask { while !Task.isCancelled { try await queue.enqueue(Scripted()) } }
            }
            // What else is done on the connection that they write over.
            for _ in 0..<20 { try await broker.pool.writeWithoutTransaction { try $0.execute(sql: "SELECT 1") } }
            producers.cancelAll()
            try? await producers.waitForAll()
        }
    }

    @Test("forgets the keys of jobs that have ended, however many there are")
    func keys() async throws {
        let clock = TestClock()
        let broker = try SQLiteBroker(path: TemporaryFile.path(), clock: { clock.now })
        let queue = JobQueue(quiet: broker)
        for number in 0..<3 {
            let unique = JobOptions(unique: .key("\(number)", within: .seconds(10)))
            try await queue.enqueue(Scripted(number: number), options: unique)
        }
        try await queue.working(options: .quick()) { _ in try await queue.waitUntilDone() }
        clock.advance(by: 20)
        // The worker's own purge may have been here; it takes all of them.
        while try await broker.purge(limit: 2) == 2 {}
        let left = try await broker.pool.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM throughline_job_keys") }
        #expect(left == 0)
    }

    @Test("works outside of a transaction too")
    func noTransaction() async throws {
        let (queue, database) = try make()
        _ = try await database.writeWithoutTransaction { db in try queue.enqueue(Scripted(), in: db) }
        #expect(try await queue.broker.entries(EntryFilter()).count == 1)
    }

    @Test("is refused on a connection to another file, and with a broker that has none")
    func otherFile() async throws {
        let (queue, _) = try make()
        let (_, other) = try make()
        await #expect(throws: TransactionalEnqueueError.otherFile) {
            try await other.write { db in _ = try queue.enqueue(Scripted(), in: db) }
        }
        await #expect(throws: TransactionalEnqueueError.brokerHasNoFile) {
            try await other.write { db in _ = try JobQueue(quiet: InMemoryBroker()).enqueue(Scripted(), in: db) }
        }
    }

    @Test("is noticed by a broker of another process, and by one that another connection writes beside")
    func otherConnections() async throws {
        let path = TemporaryFile.path()
        let working = JobQueue(quiet: try SQLiteBroker(path: path))
        let enqueueing = JobQueue(quiet: try SQLiteBroker(path: path))
        var options = Worker.Options.quick()
        options.pollInterval = .seconds(3_600)
        try await working.working(options: options) { _ in
            for number in 0..<5 {
                let handle = try await enqueueing.enqueue(
                    Scripted(number: number),
                    options: JobOptions(keep: .seconds(3_600))
                )
                try await enqueueing.broker.wait { try await enqueueing.broker.entry(handle.id)?.state == .succeeded }
            }
        }
    }
}
