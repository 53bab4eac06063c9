#if PostgreSQL
import Foundation
import InMemoryTracing
import Logging
import TestSupport
import Testing
import Tracing

@testable import ThroughlineJobs
@testable import ThroughlineJobsPostgres

@Suite(
    "Jobs in a transaction on PostgreSQL",
    .enabled(if: PostgresServer.isInstalled, "needs PostgreSQL"),
    .timeLimit(.minutes(2))
)
struct PostgresTransactionTests {
    private func make(_ change: (inout PostgresBroker.Options) -> Void = { _ in }) async throws -> PostgresBroker {
        var options = PostgresBroker.Options()
        options.logger.logLevel = .critical
        change(&options)
        return try PostgresBroker(url: try await PostgresServer.shared().url(), options: options)
    }

    @Test("are there with what else it writes, and tell who waits")
    func commit() async throws {
        let broker = try await make()
        let queue = JobQueue(quiet: broker)
        let orders = broker.schema.name + ".orders"
        let id = try await broker.transaction { transaction in
            try await transaction.execute("CREATE TABLE \(orders) (id integer)")
            try await transaction.execute("INSERT INTO \(orders) VALUES ($1)", ["7"])
            let job = try await queue.enqueue(Scripted(number: 1), in: transaction)
            #expect(try await broker.entry(job.id) == nil)
            return job.id
        }
        #expect(try await broker.entry(id)?.state == .ready)
        #expect(try await broker.transaction { try await $0.execute("SELECT id FROM \(orders)") } == [["7"]])
    }

    @Test("are not there where it is rolled back, also by a statement that was refused")
    func rollback() async throws {
        let broker = try await make()
        let queue = JobQueue(quiet: broker)
        await #expect(throws: CancellationError.self) {
            try await broker.transaction { transaction in
                try await queue.enqueue(Scripted(number: 1), in: transaction)
                throw CancellationError()
            }
        }
        await #expect(throws: PostgresError.self) {
            try await broker.transaction { transaction in
                try await queue.enqueue(Scripted(number: 1), in: transaction)
                _ = try? await transaction.execute("SELECT 1 / 0")
            }
        }
        #expect(try await broker.entries(EntryFilter()).isEmpty)
    }

    @Test("keep their order, and hold nobody up while it lasts")
    func order() async throws {
        let broker = try await make()
        func entry() -> BrokerEntry { BrokerEntry(id: JobID(), queue: "q", orderingKey: "k", message: []) }
        let entries = (0..<4).map { _ in entry() }
        _ = try await broker.enqueue([entries[0]])
        let first = try #require(try await broker.claim(.of("q")).first)
        try await broker.transaction { transaction in
            _ = try await broker.enqueue([entries[1]], in: transaction)
            // Others of the key come and go meanwhile.
            _ = try await broker.enqueue([entries[2]])
            #expect(try await broker.settle(.succeeded(result: nil), first.claim) == .settled)
            let second = try #require(try await broker.claim(.of("q")).first)
            #expect(second.claim.job == entries[2].id)
            #expect(try await broker.settle(.succeeded(result: nil), second.claim) == .settled)
            #expect(try await broker.claim(.of("q")).isEmpty)
        }
        _ = try await broker.enqueue([entries[3]])
        #expect(try await broker.claim(.of("q")).map(\.claim.job) == [entries[1].id])
        #expect(try await broker.entry(entries[3].id)?.state == .blocked)
    }

    @Test("tell repeated ones by their keys")
    func unique() async throws {
        let broker = try await make()
        func entry(_ digest: [UInt8]) -> BrokerEntry {
            BrokerEntry(
                id: JobID(),
                queue: "q",
                uniqueKey: "k",
                uniqueDigest: digest,
                keep: .seconds(5),
                message: [0, 255]
            )
        }
        let first = entry([1])
        try await broker.transaction { transaction in
            let outcomes = try await broker.enqueue([first, entry([1]), entry([2])], in: transaction)
            #expect(outcomes == [.enqueued(first.id), .duplicate(of: first.id), .conflict(with: first.id)])
        }
        #expect(try await broker.claim(.of("q")).map(\.message) == [[0, 255]])
    }

    @Test("have a span that says whether they were sent")
    func spans() async throws {
        let broker = try await make()
        let queue = JobQueue(quiet: broker)
        let tracer = InMemoryTracer()
        try await withTracer(tracer) {
            try await broker.transaction { transaction in
                try await queue.enqueue(Scripted(number: 1), in: transaction)
                #expect(tracer.finishedSpans.isEmpty)
            }
            try? await broker.transaction { transaction in
                try await queue.enqueue(Scripted(number: 2), in: transaction)
                throw CancellationError()
            }
            _ = try await broker.claim(.of("default"))
        }
        // And no others: the broker's own statements are quiet unless that is asked for.
        let spans = tracer.finishedSpans
        #expect(spans.map(\.operationName) == ["send scripted", "send scripted"])
    }

    @Test("are traced, statement by statement, on request")
    func tracing() async throws {
        let broker = try await make { $0.tracesStatements = true }
        let tracer = InMemoryTracer()
        try await withTracer(tracer) { _ = try await broker.enqueue([.plain()]) }
        let span = try #require(tracer.finishedSpans.first)
        #expect(tracer.finishedSpans.count == 1)
        #expect(span.operationName.contains("SELECT"))
        #expect("\(span.attributes.get("db.system.name") ?? "")".contains("postgresql"))
    }

    @Test("work behind a pooler that has another connection for each transaction")
    func pooled() async throws {
        let broker = try await make { $0.isPooled = true }
        let queue = JobQueue(quiet: broker)
        _ = try await broker.transaction { try await queue.enqueue(Scripted(number: 1), in: $0) }
        let number = broker.workNumber()
        #expect(try await broker.claim(.of("default")).count == 1)
        await broker.waitForWork(since: number, timeout: .milliseconds(10))
    }
}
#endif
