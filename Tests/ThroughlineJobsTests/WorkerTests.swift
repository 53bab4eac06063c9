import Foundation
import GRDB
import Synchronization
import Testing

@testable import ThroughlineJobs

@Suite("A worker", .timeLimit(.minutes(1)))
struct WorkerTests {
    @Test("runs every job, once, with what was enqueued", arguments: BrokerKind.allCases)
    func runs(_ kind: BrokerKind) async throws {
        let queue = JobQueue(quiet: try kind.make().broker)
        let seen = Mutex<[Int]>([])
        try await queue.enqueue((0..<100).map { Scripted(number: $0) })
        try await queue.working(options: .quick()) { number, context in
            #expect(context.attempt == 1)
            #expect(context.worker == "worker")
            seen.withLock { $0.append(number) }
            return number
        } during: { _ in
            try await queue.waitUntilDone()
        }
        #expect(seen.withLock { $0.sorted() } == Array(0..<100))
    }

    @Test("keeps what a job returns, where that is wanted", arguments: BrokerKind.allCases)
    func result(_ kind: BrokerKind) async throws {
        let queue = JobQueue(quiet: try kind.make().broker)
        let kept = try await queue.enqueue(Scripted(number: 7), options: JobOptions(keep: .seconds(60)))
        try await queue.working(options: .quick()) { number, _ in
            number * 6
        } during: { _ in
            try await queue.waitUntilDone()
        }
        #expect(try await queue.broker.entry(kept.id)?.result == Array("42".utf8))
    }

    @Test("tries again until it works, and counts", arguments: BrokerKind.allCases)
    func retries(_ kind: BrokerKind) async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        let attempts = Mutex<[Int]>([])
        try await queue.enqueue(Scripted(), options: JobOptions(retry: .constant(.milliseconds(1), limit: 5)))
        try await queue.working(options: .quick()) { number, context in
            attempts.withLock { $0.append(context.attempt) }
            if context.attempt < 3 { throw Refused() }
            return number
        } during: { _ in
            try await queue.waitUntilDone()
        }
        #expect(attempts.withLock { $0 } == [1, 2, 3])
        #expect(try await queue.broker.statistics().map(\.dead) == [0])
    }

    @Test("gives a job up after its last attempt, at once where trying again is no use, or quietly where that was said")
    func givesUp() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        let retry = RetryPolicy.constant(.milliseconds(1), limit: 2)
        let limited = try await queue.enqueue(Scripted(number: 1), options: JobOptions(retry: retry))
        let permanent = try await queue.enqueue(Scripted(number: 2), options: JobOptions(retry: retry))
        let quiet = try await queue.enqueue(
            Scripted(number: 3),
            options: JobOptions(retry: retry, ackFailure: true, keep: .seconds(9))
        )
        try await queue.working(options: .quick()) { number, _ in
            if number == 2 { throw PermanentFailure(Refused()) }
            throw Refused()
        } during: { _ in
            try await queue.waitUntilDone()
        }
        func entry(_ handle: JobHandle<Scripted>) async throws -> StoredJob {
            try #require(try await queue.broker.entry(handle.id))
        }
        #expect(try await entry(limited).state == .dead)
        #expect(try await entry(limited).attempt == 2)
        #expect(try await entry(limited).error == "refused")
        #expect(try await entry(permanent).state == .dead)
        #expect(try await entry(permanent).attempt == 1)
        #expect(try await entry(quiet).state == .failed)
        #expect(try await entry(quiet).attempt == 1)
    }

    @Test("cancels an attempt that takes too long, and tries again")
    func timeout() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        let options = JobOptions(timeout: .milliseconds(10), retry: .constant(.zero, limit: 2))
        let handle = try await queue.enqueue(Scripted(), options: options)
        try await queue.working(options: .quick()) { number, _ in
            try await Task.sleep(for: .seconds(3_600))
            return number
        } during: { _ in
            try await queue.waitUntilDone()
        }
        let entry = try #require(try await queue.broker.entry(handle.id))
        #expect(entry.attempt == 2)
        #expect(entry.error?.contains("longer than") == true)
    }

    @Test("makes a dead letter of what cannot be run, and goes on")
    func poison() async throws {
        let keys = try PayloadKeys([PayloadKey(name: "k", secret: Array(repeating: 7, count: 32))])
        let broker = InMemoryBroker()
        let queue = JobQueue(quiet: broker, payloads: .signed(keys))
        let unsigned = try await JobQueue(quiet: broker).enqueue(Scripted())
        let unknown = try await queue.enqueue(Unregistered())
        let undecodable = try await queue.enqueue(OtherScripted(number: "seven"))
        let garbage = BrokerEntry(id: JobID(), queue: "default", attemptLimit: 9, message: [9, 9, 9])
        var forged = BrokerEntry(id: JobID(), queue: "default", attemptLimit: 9, message: [])
        forged.message = try #require(try await broker.entry(unknown.id)).message  // another job's
        _ = try await broker.enqueue([garbage, forged])
        let good = try await queue.enqueue(Scripted(number: 1), options: JobOptions(keep: .seconds(60)))

        try await queue.working(options: .quick()) { number, _ in
            number
        } during: { _ in
            try await queue.waitUntilDone()
        }
        func error(_ id: JobID) async throws -> String? {
            let entry = try #require(try await broker.entry(id))
            #expect(entry.state == .dead)
            #expect(entry.attempt == 1)
            return entry.error
        }
        #expect(try await error(unsigned.id) == "the stored job is not signed")
        #expect(try await error(unknown.id) == "no job type is registered as unregistered")
        #expect(try await error(undecodable.id)?.hasPrefix("the payload does not decode") == true)
        #expect(try await error(garbage.id) == "the stored job is malformed")
        #expect(try await error(forged.id) == "the stored job's signature is not right")
        #expect(try await broker.entry(good.id)?.state == .succeeded)
    }

    private struct Unregistered: Job {
        static let name = "unregistered"
        func run(_ context: JobContext) async throws {}
    }

    private struct OtherScripted: Job {
        static let name = "scripted"
        let number: String
        func run(_ context: JobContext) async throws {}
    }

    @Test("lets its jobs end when it is shut down, and claims no more")
    func drain() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        let (started, goOn) = (Signal(), Signal())
        try await queue.enqueue([Scripted(number: 1), Scripted(number: 2)])
        try await queue.working(options: .quick(concurrency: 1)) { number, _ in
            started.send()
            await goOn.wait()
            return number
        } during: { shutDown in
            await started.wait()
            shutDown()
            goOn.send()
        }
        #expect(try await queue.broker.counts(EntryFilter()) == [.ready: 1])
        #expect(try await queue.broker.statistics().map(\.succeeded) == [1])
    }

    @Test("interrupts what is not done in time, gives it back, and does not count the attempt")
    func interrupt() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        let started = Signal()
        let handle = try await queue.enqueue(Scripted())
        var options = Worker.Options.quick()
        options.drainTimeout = .milliseconds(10)
        try await queue.working(options: options) { number, _ in
            started.send()
            try await Task.sleep(for: .seconds(3_600))
            return number
        } during: { shutDown in
            await started.wait()
            shutDown()
        }
        let entry = try #require(try await queue.broker.entry(handle.id))
        #expect(entry.state == .ready)
        #expect(entry.attempt == 0)
    }

    @Test("gives its jobs back when its task is cancelled")
    func cancelled() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        let started = Signal()
        let handle = try await queue.enqueue(Scripted())
        let worker = Task {
            try await Script.$current.withValue({ number, _ in
                started.send()
                try await Task.sleep(for: .seconds(3_600))
                return number
            }) {
                try await Worker(queue, jobs: [Scripted.self], options: .quick()).run()
            }
        }
        await started.wait()
        worker.cancel()
        try await worker.value
        #expect(try await queue.broker.entry(handle.id)?.state == .ready)
    }

    @Test("extends its leases for as long as a job takes", arguments: BrokerKind.allCases)
    func heartbeat(_ kind: BrokerKind) async throws {
        let test = try kind.make()
        let queue = JobQueue(quiet: test.broker)
        let runs = Mutex(0)
        try await queue.enqueue(Scripted())
        try await queue.working(options: .quick(lease: .milliseconds(90))) { number, context in
            runs.withLock { $0 += 1 }
            // Time passes for the leases only as far as they are extended.
            for _ in 0..<5 {
                let end = try await context.queue.broker.entry(context.id)?.leaseEnd
                test.clock.advance(by: 0.05)
                while try await context.queue.broker.entry(context.id)?.leaseEnd == end {
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
            return number
        } during: { _ in
            try await queue.waitUntilDone()
        }
        #expect(runs.withLock { $0 } == 1)
    }

    @Test("is told that a job of its is cancelled, and cancels it")
    func cancelJob() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        let started = Signal()
        let handle = try await queue.enqueue(Scripted(), options: JobOptions(keep: .seconds(60)))
        try await queue.working(options: .quick(lease: .milliseconds(30))) { number, _ in
            started.send()
            try await Task.sleep(for: .seconds(3_600))
            return number
        } during: { _ in
            await started.wait()
            #expect(try await queue.broker.cancel([handle.id]) == [true])
            try await queue.waitUntilDone()
        }
        #expect(try await queue.broker.entry(handle.id)?.state == .cancelled)
    }

    @Test(
        "rescues the jobs of a worker that died, whose late outcome counts for nothing",
        arguments: BrokerKind.allCases
    )
    func rescue(_ kind: BrokerKind) async throws {
        let test = try kind.make()
        let queue = JobQueue(quiet: test.broker)
        let handle = try await queue.enqueue(Scripted(number: 1), options: JobOptions(keep: .seconds(60)))
        let lost = try #require(try await test.broker.claim(.of("default", worker: "dead")).first)
        test.clock.advance(by: 11)
        try await queue.working(options: .quick()) { number, context in
            #expect(context.attempt == 2)
            return 2
        } during: { _ in
            try await queue.waitUntilDone()
        }
        let late = Settlement(claim: lost.claim, outcome: .succeeded(result: Array("1".utf8)))
        #expect(try await test.broker.settle([late]) == [false])
        #expect(try await test.broker.entry(handle.id)?.result == Array("2".utf8))
    }

    @Test("goes on when the broker fails for a while")
    func brokerFailures() async throws {
        let broker = FlakyBroker()
        let queue = JobQueue(quiet: broker)
        try await queue.enqueue([Scripted(number: 1), Scripted(number: 2)])
        broker.fail(next: 2)
        let runs = Mutex(0)
        try await queue.working(options: .quick()) { number, _ in
            broker.fail(next: 1)
            runs.withLock { $0 += 1 }
            return number
        } during: { _ in
            try await queue.waitUntilDone()
        }
        #expect(runs.withLock { $0 } == 2)
    }

    @Test("refuses two job types of one name")
    func duplicateNames() async throws {
        let worker = Worker(JobQueue(quiet: InMemoryBroker()), jobs: [Scripted.self, OtherScripted.self])
        await #expect(throws: WorkerError.duplicateJobName("scripted")) { try await worker.run() }
    }

    @Test("shares its claims among queues by weight, and forgets no fraction")
    func weights() {
        var plan = ClaimPlan([Worker.Queue("a", weight: 3), Worker.Queue("b"), Worker.Queue("c", weight: 0, limit: 2)])
        var shares: [String: Int] = [:]
        for _ in 0..<40 {
            for share in plan.shares(of: 1, running: { _ in 1 }) {
                shares[share.queue, default: 0] += share.share
                if share.queue == "c" { #expect(share.limit == 1) }
            }
        }
        #expect(shares == ["a": 30, "b": 10, "c": 0])
    }
}
