import Foundation
import Synchronization
import Testing
import ThroughlineInbox

@Suite("What was accepted", .timeLimit(.minutes(5)))
struct ProcessTests {
    private func post(_ visits: [Visit], to inbox: Inbox) async throws -> [JobID] {
        try await inbox.receiving { client async throws in
            var ids: [JobID] = []
            for visit in visits { ids.append(try #require(try await client.post(visit.json).id)) }
            return ids
        }
    }

    @Test("is processed once, by a handler that knows what it is about")
    func process() async throws {
        let contexts = Mutex<[InboxContext]>([])
        let clock = TestClock()
        let inbox = try Inbox(events: InMemoryBroker(clock: { clock.now })) { visit, context in
            #expect(visit == Visit(number: 3))
            contexts.withLock { $0.append(context) }
        }
        let ids = try await post([Visit(number: 3)], to: inbox)
        try await inbox.processing { try await inbox.waitUntilDone() }
        let context = try #require(contexts.withLock { $0 }.first)
        #expect(contexts.withLock { $0.count } == 1)
        #expect([context.id] == ids)
        #expect(context.queue == .route("events"))
        #expect(context.attempt == 1 && context.retries == 0 && context.attemptLimit == 6)
        #expect(context.received == clock.now)
        #expect(try await inbox.operations.statistics().first?.succeeded == 1)
    }

    @Test(
        "is tried again as often as its route says, and then is in the error queue with the reason",
        arguments: [0, 1, 3]
    )
    func retries(_ retries: Int) async throws {
        let attempts = Mutex<[Int]>([])
        let inbox = try Inbox(events: InMemoryBroker(), retries: retries) { _, context in
            attempts.withLock { $0.append(context.retries) }
            throw Unlucky()
        }
        let id = try #require(try await post([Visit(number: 1)], to: inbox).first)
        try await inbox.processing { try await inbox.waitUntilDone() }
        #expect(attempts.withLock { $0 } == Array(0...retries))
        let errors = try await inbox.operations.errors(.route("events"))
        #expect(errors.map(\.id) == [id])
        #expect(errors.first?.error == "out of luck")
        #expect(errors.first?.attempts == retries + 1)
        #expect(errors.first?.payload == Visit(number: 1).json)
    }

    @Test("is tried again as often as the inbox says, where the route does not")
    func defaultRetries() async throws {
        var options = Inbox.Options.quick()
        options.retries = 2
        let attempts = Mutex(0)
        let inbox = try Inbox(events: InMemoryBroker(), options: options) { _, _ in
            attempts.withLock { $0 += 1 }
            throw Unlucky()
        }
        _ = try await post([Visit()], to: inbox)
        try await inbox.processing { try await inbox.waitUntilDone() }
        #expect(attempts.withLock { $0 } == 3)
    }

    @Test("goes to the error queue at once where another attempt would not help")
    func permanent() async throws {
        let attempts = Mutex(0)
        let inbox = try Inbox(events: InMemoryBroker()) { _, _ in
            attempts.withLock { $0 += 1 }
            throw PermanentFailure(Unlucky())
        }
        _ = try await post([Visit()], to: inbox)
        try await inbox.processing { try await inbox.waitUntilDone() }
        #expect(attempts.withLock { $0 } == 1)
        #expect(try await inbox.operations.errors(.route("events")).first?.error == "out of luck")
    }

    @Test("waits between attempts as the inbox says, or as the error does")
    func backoff() async throws {
        let clock = TestClock()
        let broker = InMemoryBroker(clock: { clock.now })
        var options = Inbox.Options.quick()
        options.backoff = .constant(.seconds(60), limit: 1)
        let inbox = try Inbox(events: broker, options: options) { _, context in
            if context.retries == 0 { throw Unlucky() }
            throw RetryLater(Unlucky(), after: .seconds(600))
        }
        let id = try #require(try await post([Visit()], to: inbox).first)
        try await inbox.processing {
            for (attempts, delay) in [(1, 60.0), (2, 600)] {
                try await inbox.wait {
                    let entry = try await inbox.operations.entry(id)
                    return entry?.state == .scheduled && entry?.attempts == attempts
                }
                let entry = try #require(try await inbox.operations.entry(id))
                #expect(entry.due.timeIntervalSince(clock.now) == delay)
                clock.advance(by: delay)
                // The worker waits for the time that it knew of.
                try await inbox.operations.resumeProcessing(.route("events"))
            }
        }
    }

    @Test("that failed is processed when it is retried, and is gone when it is dropped")
    func errorQueue() async throws {
        let isLucky = Mutex(false)
        let record = Record()
        let inbox = try Inbox(events: InMemoryBroker(), retries: 0) { visit, _ in
            guard isLucky.withLock({ $0 }) else { throw Unlucky() }
            record.add(visit)
        }
        let ids = try await post((0..<4).map { Visit(number: $0) }, to: inbox)
        let events = InboxQueue.route("events")
        try await inbox.processing {
            try await inbox.waitUntilDone()
            #expect(try await inbox.operations.errors(events).map(\.id) == ids)
            #expect(try await inbox.operations.errors(events, limit: 2).map(\.id) == Array(ids[..<2]))
            #expect(try await inbox.operations.drop(ids[0]))
            #expect(try await inbox.operations.drop(ids[0]) == false)
            isLucky.withLock { $0 = true }
            #expect(try await inbox.operations.retry(ids[1]))
            try await inbox.waitUntilDone()
            #expect(record.numbers == [1])
            #expect(try await inbox.operations.retryAll(events) == 2)
            try await inbox.waitUntilDone()
            #expect(Set(record.numbers) == [1, 2, 3])
            #expect(try await inbox.operations.errors(events).isEmpty)
        }
    }

    @Test("waits while processing is paused, on all machines")
    func paused() async throws {
        let record = Record()
        let broker = InMemoryBroker()
        let inbox = try Inbox(events: broker) { visit, _ in record.add(visit) }
        let operations = InboxOperations(broker: broker)
        try await operations.pauseProcessing(.route("events"))
        _ = try await post([Visit(), Visit()], to: inbox)
        try await inbox.processing {
            try await inbox.wait { try await broker.workers().contains { $0.state == .working } }
            #expect(record.all.isEmpty)
            #expect(try await operations.entries(.route("events")).count == 2)
            #expect(try await operations.clearEntries(.route("events")) == 2)
            try await operations.resumeProcessing(.route("events"))
            _ = try await post([Visit(number: 9)], to: inbox)
            try await inbox.waitUntilDone()
        }
        #expect(record.numbers == [9])
    }

    @Test("has what the inbox was given to work with")
    func dependencies() async throws {
        let inbox: Inbox
        var options = Inbox.Options.quick()
        let record = Record()
        options.dependencies.add(record)
        inbox = try Inbox(events: InMemoryBroker(), retries: 0, options: options) { visit, context in
            try context.dependency(Record.self).add(visit)
            _ = try context.dependency(Int.self)
        }
        _ = try await post([Visit(number: 1)], to: inbox)
        try await inbox.processing { try await inbox.waitUntilDone() }
        #expect(record.numbers == [1])
        let error = try await inbox.operations.errors(.route("events")).first?.error
        #expect(error?.contains("options.dependencies.add") == true)
    }

    @Test("is not lost where an outcome cannot be recorded for a while")
    func flakyOutcome() async throws {
        let flaky = FlakyBroker(InMemoryBroker())
        let record = Record()
        let inbox = try Inbox(events: flaky) { visit, _ in
            if record.all.isEmpty { flaky.fail(.settle) }
            record.add(visit)
        }
        _ = try await post([Visit(number: 1)], to: inbox)
        try await inbox.processing {
            try await inbox.wait { !record.all.isEmpty }
            #expect(try await flaky.counts(EntryFilter(states: [.running])) == [.running: 1])
            flaky.fail(nil)
            try await inbox.waitUntilDone()
        }
        #expect(record.numbers == [1])
    }

    @Test("is shared with jobs on one broker: neither runs the other's, nor tells its dead letters")
    func besideJobs() async throws {
        struct Ping: Job {
            static let name = "ping"
            func run(_ context: JobContext) async throws { throw Unlucky() }
        }
        let broker = InMemoryBroker()
        let record = Record()
        let inbox = try Inbox(events: broker) { visit, _ in record.add(visit) }
        var options = JobQueue.Options()
        options.logger = inbox.options.logger
        let queue = JobQueue(broker: broker, options: options)
        try await queue.enqueue(Ping(), options: JobOptions(retry: .never))
        _ = try await post([Visit(number: 1)], to: inbox)
        try await inbox.processing { try await inbox.wait { record.numbers == [1] } }
        #expect(try await broker.counts(EntryFilter()) == [.ready: 1])

        try await inbox.operations.pauseProcessing(.route("events"))
        _ = try await post([Visit(number: 2)], to: inbox)
        let worker = Task { try await Worker(queue, jobs: [Ping.self]).run() }
        try await inbox.wait { try await broker.counts(EntryFilter(states: [.dead])) == [.dead: 1] }
        worker.cancel()
        try await worker.value
        #expect(try await inbox.operations.statistics().map(\.queue) == [.route("events")])
        #expect(try await inbox.operations.entries(.route("events")).count == 1)
    }
}
