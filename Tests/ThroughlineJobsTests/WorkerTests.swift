import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import ThroughlineJobs

@Suite("A worker", .timeLimit(.minutes(5)))
struct WorkerTests {
    @Test("runs every job, once, with what was enqueued", arguments: BrokerKind.allCases)
    func runs(_ kind: BrokerKind) async throws {
        let queue = JobQueue(quiet: try await kind.make().broker)
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

    @Test("runs jobs of the highest and the lowest priority there is, in their order", arguments: BrokerKind.allCases)
    func priorities(_ kind: BrokerKind) async throws {
        let queue = JobQueue(quiet: try await kind.make().broker)
        for priority in [Int.min, 0, Int.max] {
            try await queue.enqueue(Scripted(number: priority), options: JobOptions(priority: priority))
        }
        let seen = Mutex<[Int]>([])
        try await queue.working(options: .quick(concurrency: 1)) { number, _ in
            seen.withLock { $0.append(number) }
            return number
        } during: { _ in
            try await queue.waitUntilDone()
        }
        #expect(seen.withLock { $0 } == [.max, 0, .min])
    }

    @Test("keeps what a job returns, where that is wanted", arguments: BrokerKind.allCases)
    func result(_ kind: BrokerKind) async throws {
        let queue = JobQueue(quiet: try await kind.make().broker)
        let kept = try await queue.enqueue(Scripted(number: 7), options: JobOptions(keep: .seconds(600)))
        try await queue.working(options: .quick()) { number, _ in
            number * 6
        } during: { _ in
            try await queue.waitUntilDone()
        }
        #expect(try await queue.broker.entry(kept.id)?.result == Array("42".utf8))
    }

    @Test("tries again until it works, and counts", arguments: BrokerKind.allCases)
    func retries(_ kind: BrokerKind) async throws {
        let queue = JobQueue(quiet: try await kind.makeInTime())
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

    @Test(
        "gives a job up after its last attempt, at once where trying again is no use, or quietly where that was said",
        arguments: BrokerKind.allCases
    )
    func givesUp(_ kind: BrokerKind) async throws {
        let queue = JobQueue(quiet: try await kind.makeInTime())
        let retry = RetryPolicy.constant(.milliseconds(1), limit: 2)
        let limited = try await queue.enqueue(Scripted(number: 1), options: JobOptions(retry: retry))
        let permanent = try await queue.enqueue(Scripted(number: 2), options: JobOptions(retry: retry))
        let quiet = try await queue.enqueue(
            Scripted(number: 3),
            options: JobOptions(retry: retry, ackFailure: true, keep: .seconds(600))
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

    @Test("cancels an attempt that takes too long, and tries again", arguments: BrokerKind.allCases)
    func timeout(_ kind: BrokerKind) async throws {
        let queue = JobQueue(quiet: try await kind.makeInTime())
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

    @Test("makes a dead letter of what cannot be run, and goes on", arguments: BrokerKind.allCases)
    func poison(_ kind: BrokerKind) async throws {
        let keys = try PayloadKeys([PayloadKey(name: "k", secret: Array(repeating: 7, count: 32))])
        let broker = try await kind.makeInTime()
        let queue = JobQueue(quiet: broker, payloads: .signed(keys))
        let unsigned = try await JobQueue(quiet: broker).enqueue(Scripted())
        let unknown = try await queue.enqueue(Unregistered())
        let undecodable = try await queue.enqueue(OtherScripted(number: "seven"))
        let garbage = BrokerEntry(id: JobID(), queue: "default", attemptLimit: 9, message: [9, 9, 9])
        var forged = BrokerEntry(id: JobID(), queue: "default", attemptLimit: 9, message: [])
        forged.message = try #require(try await broker.entry(unknown.id)).message  // another job's
        _ = try await broker.enqueue([garbage, forged])
        let good = try await queue.enqueue(Scripted(number: 1), options: JobOptions(keep: .seconds(600)))

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

    @Test("lets its jobs end when it is shut down, and claims no more", arguments: BrokerKind.allCases)
    func drain(_ kind: BrokerKind) async throws {
        let queue = JobQueue(quiet: try await kind.makeInTime())
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

    @Test(
        "interrupts what is not done in time, gives it back, and does not count the attempt",
        arguments: BrokerKind.allCases
    )
    func interrupt(_ kind: BrokerKind) async throws {
        let queue = JobQueue(quiet: try await kind.makeInTime())
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

    @Test("gives its jobs back when its task is cancelled", arguments: BrokerKind.allCases)
    func cancelled(_ kind: BrokerKind) async throws {
        let queue = JobQueue(quiet: try await kind.makeInTime())
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
        let test = try await kind.make()
        let broker = FlakyBroker(test.broker)
        let queue = JobQueue(quiet: broker)
        let runs = Mutex(0)
        try await queue.enqueue(Scripted(), options: JobOptions(retry: .never, keep: .seconds(600)))
        try await queue.working(options: .quick(lease: .milliseconds(90))) { number, context in
            runs.withLock { $0 += 1 }
            // Time passes for the leases only as far as they are extended.
            for _ in 0..<5 {
                test.clock.advance(by: 0.05)
                await broker.nextExtension()
                await broker.nextExtension()
            }
            return number
        } during: { _ in
            try await queue.waitUntilDone()
        }
        #expect(runs.withLock { $0 } == 1)
        #expect(try await test.broker.counts(EntryFilter()) == [.succeeded: 1])
    }

    @Test("extends its leases also while jobs keep every thread of Swift's busy")
    func busyThreads() async throws {
        let path = TemporaryFile.path()
        let queue = JobQueue(quiet: try SQLiteBroker(path: path))
        let reader = try DatabaseQueue(path: path)
        let count = ProcessInfo.processInfo.activeProcessorCount + 1
        try await queue.enqueue((0..<count).map { Scripted(number: $0) }, options: JobOptions(keep: .seconds(600)))
        try await queue.working(options: .quick(concurrency: count, lease: .milliseconds(600))) { _, context in
            let id = context.id.description
            func lease() throws -> Int64? {
                let sql = "SELECT lease FROM throughline_jobs WHERE lower(hex(id)) = ?"
                return try reader.read { db in try Int64.fetchOne(db, sql: sql, arguments: [id]) }
            }
            // No suspension: the thread is taken.
            let first = try lease()
            for _ in 0..<20_000 where try lease() == first { usleep(1_000) }
            return try lease() == first ? 0 : 1
        } during: { _ in
            try await queue.waitUntilDone()
        }
        let results = try await queue.broker.entries(EntryFilter()).map(\.result)
        #expect(results == Array(repeating: Array("1".utf8), count: count))
    }

    @Test("keeps its own jobs when it wakes up after its leases were over", arguments: BrokerKind.allCases)
    func wakingUp(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let broker = FlakyBroker(test.broker)
        let queue = JobQueue(quiet: broker)
        let started = Signal()
        let handle = try await queue.enqueue(Scripted(), options: JobOptions(retry: .never, keep: .seconds(600)))
        try await queue.working(options: .quick(lease: .seconds(30))) { number, context in
            #expect(context.attempt == 1)
            test.clock.advance(by: 1_000)
            started.send()
            // The first sign of life by itself comes after ten seconds: this one comes before a rescue.
            while try await test.broker.entry(context.id)?.leaseEnd ?? .distantPast < test.clock.now {
                await broker.nextExtension()
            }
            return number
        } during: { _ in
            try await queue.waitUntilDone()
        }
        #expect(try await test.broker.entry(handle.id)?.state == .succeeded)
    }

    @Test("stops its jobs when it cannot extend their leases, as others may run them by then")
    func outOfReach() async throws {
        let broker = FlakyBroker()
        let queue = JobQueue(quiet: broker)
        let attempts = Mutex<[Int]>([])
        try await queue.enqueue(Scripted())
        try await queue.working(options: .quick(lease: .milliseconds(60))) { number, context in
            attempts.withLock { $0.append(context.attempt) }
            guard context.attempt == 1 else { return number }
            broker.failToExtend(true)
            do {
                try await Task.sleep(for: .seconds(3_600))
            } catch {
                broker.failToExtend(false)
                throw error
            }
            return number
        } during: { _ in
            try await queue.waitUntilDone()
        }
        #expect(attempts.withLock { $0 } == [1, 2])
        #expect(try await queue.broker.statistics().map(\.succeeded) == [1])
    }

    @Test("is told that a job of its is cancelled, and cancels it", arguments: BrokerKind.allCases)
    func cancelJob(_ kind: BrokerKind) async throws {
        let queue = JobQueue(quiet: try await kind.makeInTime())
        let started = Signal()
        let handle = try await queue.enqueue(Scripted(), options: JobOptions(keep: .seconds(600)))
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

    @Test("ends a job that was cancelled, though its attempt fails, succeeds or is interrupted before it is told")
    func cancelledMeanwhile() async throws {
        for number in [0, 1] {
            let queue = JobQueue(quiet: InMemoryBroker())
            let chain = Chain(Scripted(number: number), options: JobOptions(keep: .seconds(600))).then(Scripted())
            let handle = try await queue.enqueue(chain)
            try await queue.working(options: .quick()) { number, context in
                #expect(try await context.queue.broker.cancel([context.id]) == [true])
                if number == 1 { throw Refused() }
                return number
            } during: { _ in
                try await queue.waitUntilDone()
            }
            #expect(try await queue.broker.counts(EntryFilter()) == [.cancelled: 1])
            #expect(try await queue.broker.entry(handle.links[0])?.attempt == 1)
        }
    }

    @Test(
        "rescues the jobs of a worker that died, whose late outcome counts for nothing",
        arguments: BrokerKind.allCases
    )
    func rescue(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let queue = JobQueue(quiet: test.broker)
        let handle = try await queue.enqueue(Scripted(number: 1), options: JobOptions(keep: .seconds(600)))
        let lost = try #require(try await test.broker.claim(.of("default", worker: "dead")).first)
        test.clock.advance(by: 11)
        try await queue.working(options: .quick()) { number, context in
            #expect(context.attempt == 2)
            return 2
        } during: { _ in
            try await queue.waitUntilDone()
        }
        let late = Settlement(claim: lost.claim, outcome: .succeeded(result: Array("1".utf8)))
        #expect(try await test.broker.settle([late]) == [.lost])
        #expect(try await test.broker.entry(handle.id)?.result == Array("2".utf8))
    }

    @Test("makes a dead letter of a job whose workers died, once it has had its attempts, and runs its hook")
    func lostForGood() async throws {
        let test = try await BrokerKind.memory.make()
        let queue = JobQueue(quiet: test.broker)
        let retry = RetryPolicy.constant(.seconds(100), limit: 3)
        let handle = try await queue.enqueue(Scripted(), options: JobOptions(retry: retry))
        // A worker that runs none of them looks after them too.
        var options = Worker.Options.quick()
        options.queues = [Worker.Queue("default", limit: 0)]
        try await queue.working(options: options) { _ in
            for attempt in 1...3 {
                let claimed = try await test.broker.claim(.of("default", worker: "dead"))
                #expect(claimed.map(\.attempt) == [attempt])
                test.clock.advance(by: 11)
                try await test.broker.wait { try await test.broker.entry(handle.id)?.state != .running }
                let entry = try #require(try await test.broker.entry(handle.id))
                switch attempt {
                // The first time it is tried again at once, then as after a failure.
                case 1: #expect(entry.due == test.clock.now)
                case 2: #expect(entry.due == test.clock.now.addingTimeInterval(100))
                default: #expect(entry.state == .dead)
                }
                test.clock.advance(by: 100)
            }
        }
        #expect(try await test.broker.entry(handle.id)?.error?.contains("dead died") == true)
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

    @Test("makes a dead letter of a job whose outcome cannot be stored, which holds up no other")
    func unstorable() async throws {
        let broker = FlakyBroker()
        let queue = JobQueue(quiet: broker)
        let options = JobOptions(keep: .seconds(600))
        let handles = try await queue.enqueue((0..<5).map { Scripted(number: $0) }, options: options)
        broker.refuse { settlement in
            guard case .succeeded = settlement.outcome, settlement.claim.job == handles[2].id else { return nil }
            return UnstorableError(Refused())
        }
        try await queue.working(options: .quick(concurrency: 5)) { _ in try await queue.waitUntilDone() }
        #expect(try await queue.broker.counts(EntryFilter()) == [.succeeded: 4, .dead: 1])
        let dead = try #require(try await queue.broker.entry(handles[2].id))
        #expect(dead.error == "the outcome could not be recorded: refused")
    }

    @Test("ends in time when the broker is out of reach")
    func brokerGone() async throws {
        let broker = FlakyBroker()
        let queue = JobQueue(quiet: broker)
        try await queue.enqueue(Scripted())
        var options = Worker.Options.quick()
        options.drainTimeout = .milliseconds(50)
        let started = Signal()
        try await queue.working(options: options) { number, _ in
            broker.fail(next: .max)
            started.send()
            return number
        } during: { _ in
            await started.wait()
        }
        // Nobody has recorded that it is done: when the lease is over it is run again.
        #expect(try await broker.counts(EntryFilter()) == [.running: 1])
    }

    @Test("waits no longer for a job that ignores its cancellation, nor for a hook, but keeps its place taken")
    func stubbornJob() async throws {
        var hooks = JobHooks()
        let never = Signal()
        hooks.beforeRun = { _, _ in await never.wait() }
        let queue = JobQueue(quiet: InMemoryBroker(), hooks: hooks)
        let runs = Mutex<[Int]>([])
        let ended = Signal()
        let stubborn = try await queue.enqueue(
            Scripted(number: 1),
            options: JobOptions(timeout: .milliseconds(10), retry: .never)
        )
        var options = Worker.Options.quick(concurrency: 1)
        options.cancellationTimeout = .milliseconds(10)
        options.hookTimeout = .milliseconds(10)
        try await queue.working(options: options) { number, _ in
            runs.withLock { $0.append(number) }
            if number == 1 { await Task { await ended.wait() }.value }
            return number
        } during: { _ in
            try await queue.broker.wait { try await queue.broker.entry(stubborn.id)?.state == .dead }
            try await queue.enqueue(Scripted(number: 2))
            #expect(runs.withLock { $0 } == [1])
            ended.send()
            try await queue.waitUntilDone()
        }
        #expect(runs.withLock { $0 } == [1, 2])
        #expect(try await queue.broker.entry(stubborn.id)?.error?.contains("longer than") == true)
        never.send()
    }

    @Test("stops although a job ignores its cancellation, and gives it back")
    func stubbornAtShutdown() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        let handle = try await queue.enqueue(Scripted())
        var options = Worker.Options.quick()
        options.drainTimeout = .milliseconds(10)
        options.cancellationTimeout = .milliseconds(10)
        let (started, ended) = (Signal(), Signal())
        try await queue.working(options: options) { number, _ in
            started.send()
            await Task { await ended.wait() }.value
            return number
        } during: { _ in
            await started.wait()
        }
        #expect(try await queue.broker.entry(handle.id)?.state == .ready)
        ended.send()
    }

    @Test("refuses options with which it cannot work")
    func invalidOptions() async throws {
        var options = Worker.Options()
        options.lease = .zero
        let queue = JobQueue(quiet: InMemoryBroker())
        await #expect(throws: WorkerError.noLease) { try await Worker(queue, jobs: [], options: options).run() }
        options = Worker.Options()
        options.queues = [Worker.Queue("a"), Worker.Queue("a", weight: 2)]
        await #expect(throws: WorkerError.duplicateQueue("a")) {
            try await Worker(queue, jobs: [], options: options).run()
        }
    }

    @Test("refuses two job types of one name")
    func duplicateNames() async throws {
        let worker = Worker(JobQueue(quiet: InMemoryBroker()), jobs: [Scripted.self, OtherScripted.self])
        await #expect(throws: WorkerError.duplicateJobName("scripted")) { try await worker.run() }
    }
}
