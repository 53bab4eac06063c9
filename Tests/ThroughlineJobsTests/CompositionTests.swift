import Foundation
import GRDB
import InMemoryTracing
import SpanRecording
import Synchronization
import TestSupport
import Testing
import Tracing

@testable import ThroughlineJobs

@Suite("Jobs together", .timeLimit(.minutes(5)))
struct CompositionTests {
    private let tracer = InMemoryTracer()
    private let once = RetryPolicy.constant(.zero, limit: 2)

    @Test("in a chain run one after the other, in one trace", arguments: BrokerKind.allCases)
    func chain(_ kind: BrokerKind) async throws {
        let queue = JobQueue(quiet: try await kind.make().broker)
        let order = Mutex<[Int]>([])
        let handle = try await withTracer(tracer) {
            let handle = try await queue.enqueue(
                Chain(Scripted(number: 1))
                    .then(Scripted(number: 2), options: JobOptions(retry: once))
                    .then(Scripted(number: 3), options: JobOptions(priority: 3, keep: .seconds(3_600)))
            )
            try await queue.working(options: .quick()) { number, context in
                order.withLock { $0.append(number) }
                if number == 2, context.attempt == 1 { throw Refused() }
                return number
            } during: { _ in
                try await queue.waitUntilDone()
            }
            return handle
        }
        #expect(order.withLock { $0 } == [1, 2, 2, 3])
        #expect(try await queue.broker.entry(handle.links[2])?.state == .succeeded)

        let spans = tracer.finishedSpans
        #expect(Set(spans.map(\.traceID)).count == 1)
        let sends = spans.filter { $0.kind == .producer }.sorted { $0.position < $1.position }
        let processes = spans.filter { $0.kind == .consumer }.sorted {
            ($0.position, $0.attempt) < ($1.position, $1.attempt)
        }
        #expect(sends.map(\.position) == [1, 2, 3])
        #expect(spans.allSatisfy { $0.int("throughline.job.chain.length") == 3 })
        #expect(processes.map(\.position) == [1, 2, 2, 3])
        #expect(processes.map(\.parentSpanID) == [0, 1, 1, 2].map { sends[$0].spanID })
        #expect(sends.map(\.parentSpanID) == [nil, processes[0].spanID, processes[2].spanID])
        #expect(sends.map { $0.allAttributes["messaging.message.id"] } == handle.links.map { .string($0.description) })
    }

    @Test("stop where a link of a chain fails for good")
    func failedLink() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        try await queue.enqueue(Chain(Scripted(number: 1), options: JobOptions(retry: once)).then(Scripted(number: 2)))
        try await queue.working(options: .quick()) { _, _ in
            throw Refused()
        } during: { _ in
            try await queue.waitUntilDone()
        }
        #expect(try await queue.broker.counts(EntryFilter()) == [.dead: 1])
    }

    @Test("never run the rest of a chain twice when a link is run twice", arguments: BrokerKind.allCases)
    func redeliveredLink(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let runs = Mutex<[Int]>([])
        let (started, goOn) = (Signal(), Signal())
        let script: @Sendable (Int, JobContext) async throws -> Int = { number, context in
            runs.withLock { $0.append(number) }
            if number == 1, context.attempt == 1 {
                started.send()
                await goOn.wait()
            }
            return number
        }
        let frozen = FlakyBroker(test.broker)
        let queue = JobQueue(quiet: test.broker)
        try await withTracer(tracer) {
            try await queue.enqueue(Chain(Scripted(number: 1)).then(Scripted(number: 2)))
            try await JobQueue(quiet: frozen).working(options: .quick(), script: script) { _ in
                await started.wait()
                // One worker is frozen for longer than its lease; another one does the work meanwhile.
                frozen.freeze()
                test.clock.advance(by: 1_000)
                try await queue.working(options: .quick(), script: script) { _ in
                    try await test.broker.wait { try await test.broker.statistics().map(\.succeeded) == [2] }
                }
                goOn.send()
                frozen.thaw()
            }
        }
        #expect(runs.withLock { $0.sorted() } == [1, 1, 2])
        #expect(try await test.broker.statistics().map(\.succeeded) == [2])
        // The link that came too late tried to send the next one, and says that it could not.
        let sends = tracer.finishedSpans.filter { $0.operationName == "send scripted" && $0.position == 2 }
        #expect(sends.map { $0.status?.code == .error }.sorted { !$0 && $1 } == [false, true])
    }

    @Test("are enqueued as a chain in a transaction too")
    func chainInTransaction() async throws {
        let broker = try SQLiteBroker(path: TemporaryFile.path())
        let queue = JobQueue(quiet: broker)
        _ = try await broker.pool.write { db in
            try queue.enqueue(Chain(Scripted(number: 1)).then(Scripted(number: 2)), in: db)
        }
        try await queue.working(options: .quick()) { _ in try await queue.waitUntilDone() }
        #expect(try await broker.statistics().map(\.succeeded) == [2])
    }

    @Test("for each element give their results in the elements' order")
    func iterate() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        try await withTracer(tracer) {
            let iteration = try await queue.iterate(0..<20) { Scripted(number: $0) }
            try await queue.working(options: .quick(concurrency: 8)) { number, _ in
                number * number
            } during: { _ in
                let results = try await iteration.results(timeout: .seconds(50))
                #expect(results == (0..<20).map { $0 * $0 })
            }
        }
        #expect(tracer.finishedSpans.allSatisfy { $0.int("throughline.job.iteration.count") == 20 })
        #expect(tracer.finishedSpans.filter { $0.kind == .producer }.count == 1)
    }

    @Test("in a group are counted, waited for, and found when they failed")
    func group() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        let group = queue.group("g")
        for number in 0..<5 {
            try await queue.enqueue(Scripted(number: number), options: JobOptions(group: "g", retry: .never))
        }
        try await queue.enqueue(Scripted(number: 9), options: JobOptions(start: .after(.seconds(3_600))))
        await #expect(throws: JobResultError.timeout) { try await group.wait(timeout: .milliseconds(1)) }
        try await queue.working(options: .quick()) { number, _ in
            if number == 3 { throw Refused() }
            return number
        } during: { _ in
            try await group.wait(for: 5)
        }
        #expect(try await group.counts() == [.succeeded: 4, .dead: 1])
        #expect(try await group.results(of: Scripted.self) == [0, 1, 2, 4])
        #expect(try await group.failures().map(\.error) == ["refused"])
        try await group.delete()
        #expect(try await group.counts().isEmpty)
    }

    @Test("give their results to who waits, or say why there is none")
    func results() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        let keep = JobOptions(retry: .never, keep: .seconds(3_600))
        let good = try await queue.enqueue(Scripted(number: 1), options: keep)
        let bad = try await queue.enqueue(Scripted(number: 2), options: keep)
        await #expect(throws: JobResultError.timeout) { try await queue.result(of: good, timeout: .zero) }
        try await queue.working(options: .quick()) { number, _ in
            if number == 2 { throw Refused() }
            return 42
        } during: { _ in
            let result = try await queue.result(of: good)
            #expect(result == 42)
            await #expect(throws: JobResultError.failed(.dead, error: "refused")) { try await queue.result(of: bad) }
        }
        let forgotten = try await queue.enqueue(Scripted(number: 1))
        _ = try await queue.broker.delete([forgotten.id])
        await #expect(throws: JobResultError.unknown) { try await queue.result(of: forgotten) }
    }

    @Test("are not run while an equal one's result is kept, and are when that is over", arguments: BrokerKind.allCases)
    func cached(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let queue = JobQueue(quiet: test.broker)
        let runs = Mutex(0)
        let options = JobOptions(cached: .seconds(3_600))
        try await withTracer(tracer) {
            let first = try await queue.enqueue(Scripted(number: 4), options: options)
            // It counts already while the first one waits.
            #expect(try await queue.enqueue(Scripted(number: 4), options: options).id == first.id)
            try await queue.working(options: .quick(lease: .seconds(36_000))) { number, _ in
                runs.withLock { $0 += 1 }
                return number * 2
            } during: { _ in
                _ = try await queue.result(of: first)
                let second = try await queue.enqueue(Scripted(number: 4), options: options)
                #expect(second.isDuplicate && second.id == first.id)
                let result = try await queue.result(of: second)
                #expect(result == 8)
                let other = try await queue.enqueue(Scripted(number: 5), options: options)
                _ = try await queue.result(of: other)
                test.clock.advance(by: 3_601)
                let third = try await queue.enqueue(Scripted(number: 4), options: options)
                #expect(!third.isDuplicate)
                _ = try await queue.result(of: third)
            }
        }
        #expect(runs.withLock { $0 } == 3)
        #expect(tracer.finishedSpans.allSatisfy { $0.allAttributes["throughline.job.cached"] == true })
    }

    @Test("are run again where an equal one has failed", arguments: BrokerKind.allCases)
    func failedCached(_ kind: BrokerKind) async throws {
        let queue = JobQueue(quiet: try await kind.make().broker)
        let options = JobOptions(retry: .never, cached: .seconds(3_600))
        let first = try await queue.enqueue(Scripted(number: 4), options: options)
        try await queue.working(options: .quick()) { _, _ in
            throw Refused()
        } during: { _ in
            await #expect(throws: JobResultError.failed(.dead, error: "refused")) { try await queue.result(of: first) }
        }
        #expect(try await !queue.enqueue(Scripted(number: 4), options: options).isDuplicate)
    }

    @Test("are dropped where they must be unique, by their arguments or a key")
    func unique() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        let first = try await queue.enqueue(Scripted(number: 1), options: JobOptions(unique: .arguments()))
        let same = try await queue.enqueue(Scripted(number: 1), options: JobOptions(unique: .arguments()))
        let other = try await queue.enqueue(Scripted(number: 2), options: JobOptions(unique: .arguments()))
        #expect(same.id == first.id)
        #expect(same.isDuplicate && !first.isDuplicate && !other.isDuplicate)
        let key = JobOptions(unique: .key("k"))
        #expect(try await !queue.enqueue(Scripted(number: 3), options: key).isDuplicate)
        #expect(try await queue.enqueue(Scripted(number: 4), options: key).isDuplicate)
    }
}

extension FinishedInMemorySpan {
    var position: Int { int("throughline.job.chain.position") }
    var attempt: Int { int("throughline.job.attempt") }
}
