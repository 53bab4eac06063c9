import Foundation
import InMemoryTracing
import SpanRecording
import Synchronization
import TestSupport
import Testing
import Tracing

@testable import ThroughlineJobs

@Suite("Jobs by a schedule", .timeLimit(.minutes(5)))
struct ScheduledJobTests {
    /// Leases outlast the jumps of the test's clock: a job that is run again is another matter than one enqueued twice.
    private static let options = Worker.Options.quick(lease: .seconds(36_000))

    /// Runs several workers, for as long as `body` takes.
    private func working(
        _ test: BrokerUnderTest,
        count: Int,
        script: @escaping @Sendable (Int, JobContext) async throws -> Int,
        during body: @escaping @Sendable (JobQueue) async throws -> Void
    ) async throws {
        let queue = JobQueue(quiet: test.broker)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1..<count {
                group.addTask {
                    try await Script.$current.withValue(script) {
                        try await Worker(queue, jobs: [Scripted.self], options: Self.options).run()
                    }
                }
            }
            try await queue.working(options: Self.options, script: script) { _ in try await body(queue) }
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    @Test(
        "are enqueued once for each time, however many workers there are, and know the time",
        arguments: BrokerKind.allCases
    )
    func exactlyOnce(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let times = Mutex<[Date]>([])
        let start = test.clock.now
        try await working(test, count: 4) { number, context in
            times.withLock { $0.append(context.intended) }
            return number
        } during: { queue in
            try await queue.schedule("s", .every(minutes: 1), Scripted(number: 1))
            for minute in 1...5 {
                test.clock.advance(by: 60)
                try await test.broker.wait { times.withLock { $0.count } >= minute }
            }
            try await queue.waitUntilDone()
        }
        #expect(times.withLock { $0 } == (1...5).map { start.addingTimeInterval(Double($0) * 60) })
    }

    @Test(
        "make up for times at which there was nobody: each of them, all together, or not at all",
        arguments: [(MissedTimes.all, [60, 120, 180]), (.one, [60]), (.skip, [180])] as [(MissedTimes, [Double])]
    )
    func missed(_ missed: MissedTimes, _ expected: [Double]) async throws {
        let test = try await BrokerKind.memory.make()
        let queue = JobQueue(quiet: test.broker)
        let start = test.clock.now
        let times = Mutex<[Date]>([])
        try await queue.schedule("s", .every(minutes: 1), Scripted(), missed: missed)
        test.clock.advance(by: 200)
        try await queue.working(options: .quick()) { number, context in
            times.withLock { $0.append(context.intended) }
            return number
        } during: { _ in
            try await test.broker.wait { try await test.broker.schedules()[0].next! > test.clock.now }
            try await queue.waitUntilDone()
        }
        #expect(
            times.withLock { $0.sorted() } == expected.map { start.addingTimeInterval($0) }
        )
        #expect(try await test.broker.schedules()[0].next == start.addingTimeInterval(240))
    }

    @Test("end after as many times as was said")
    func repeats() async throws {
        let test = try await BrokerKind.memory.make()
        let queue = JobQueue(quiet: test.broker)
        try await queue.schedule("s", .every(minutes: 1), Scripted(), repeats: 2, missed: .all)
        test.clock.advance(by: 1_000)
        try await queue.working(options: .quick()) { _ in
            try await test.broker.wait { try await test.broker.schedules()[0].next == nil }
            try await queue.waitUntilDone()
        }
        #expect(try await test.broker.statistics().map(\.succeeded) == [2])
        #expect(try await test.broker.schedules()[0].remaining == 0)
    }

    @Test("do not overlap where that is not wished", arguments: BrokerKind.allCases)
    func overlap(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let queue = JobQueue(quiet: test.broker)
        try await queue.schedule("s", .every(minutes: 1), Scripted(), missed: .all, allowsOverlap: false)
        test.clock.advance(by: 300)
        let goOn = Signal()
        try await queue.working(options: .quick()) { number, _ in
            await goOn.wait()
            return number
        } during: { _ in
            try await test.broker.wait { try await test.broker.schedules()[0].next! > test.clock.now }
            #expect(try await test.broker.entries(EntryFilter()).count == 1)
            goOn.send()
        }
    }

    @Test("that are over are left out where that is wished, until the next one")
    func skipped() async throws {
        let test = try await BrokerKind.memory.make()
        let queue = JobQueue(quiet: test.broker)
        // On 15 January 2027 at 08:00 UTC.
        let start = test.clock.now
        try await queue.schedule("s", .hourly(), Scripted(), missed: .skip)
        test.clock.advance(by: 3 * 3_600 + 600)
        try await queue.working(options: .quick()) { _ in
            try await test.broker.wait { try await test.broker.schedules()[0].next! > test.clock.now }
        }
        #expect(try await test.broker.schedules()[0].next == start.addingTimeInterval(4 * 3_600))
        #expect(try await test.broker.statistics().allSatisfy { $0.succeeded == 0 && $0.ready == 0 })
    }

    @Test("make up for a day at once, and tell the hook of those alone that were enqueued")
    func catchUp() async throws {
        let test = try await BrokerKind.memory.make()
        let told = Mutex(0)
        var hooks = JobHooks()
        hooks.beforeEnqueue = { _ in told.withLock { $0 += 1 } }
        let queue = JobQueue(quiet: test.broker, hooks: hooks)
        try await queue.schedule("s", .every(minutes: 1), Scripted(), missed: .all)
        test.clock.advance(by: 1_000 * 60)
        // One look at the schedules, and no second one.
        var options = Worker.Options.quick(concurrency: 16)
        options.scheduleInterval = .seconds(3_600)
        try await queue.working(options: options) { _ in
            try await test.broker.wait { try await test.broker.schedules()[0].next! > test.clock.now }
            try await queue.waitUntilDone()
        }
        #expect(try await test.broker.statistics().map(\.succeeded) == [1_000])
        #expect(told.withLock { $0 } == 1_000)
    }

    @Test("are the same when their times are whole microseconds only, and other ones when they repeat more often")
    func sameness() async throws {
        let test = try await BrokerKind.sqlite.make()
        let queue = JobQueue(quiet: test.broker)
        func say(repeats: Int? = 5) async throws {
            let retry = RetryPolicy.exponential(from: .seconds(0.1), upTo: .seconds(1.7))
            let options = JobOptions(timeout: .seconds(2.2), retry: retry, keep: .seconds(1.1))
            try await queue.schedule(
                "s",
                .once(at: Date(timeIntervalSince1970: 1_900_000_000.123456789)),
                Scripted(),
                options: options,
                repeats: repeats
            )
        }
        try await say()
        var stored = try await test.broker.schedules()
        stored[0].remaining = 3
        try await test.broker.setSchedule(stored[0])
        try await say()
        #expect(try await test.broker.schedules() == stored)
        try await say(repeats: 10)
        #expect(try await test.broker.schedules()[0].remaining == 10)
        try await say(repeats: nil)
        #expect(try await test.broker.schedules()[0].remaining == nil)
    }

    @Test("are signed anew with a new key, and go on where they were")
    func rotation() async throws {
        let test = try await BrokerKind.sqlite.make()
        func keys(_ names: String...) throws -> PayloadKeys {
            try PayloadKeys(
                try names.map { try PayloadKey(name: $0, secret: Array($0.utf8) + Array(repeating: 7, count: 32)) }
            )
        }
        func say(_ payloads: PayloadProtection) async throws {
            try await JobQueue(quiet: test.broker, payloads: payloads)
                .schedule("s", .every(minutes: 1), Scripted(), repeats: 5)
        }
        try await say(.signed(keys("old")))
        var stored = try await test.broker.schedules()[0]
        stored.remaining = 2
        try await test.broker.setSchedule(stored)
        try await say(.encrypted(keys("new", "old")))
        let renewed = try await test.broker.schedules()[0]
        #expect(renewed.definition != stored.definition)
        #expect(renewed.remaining == 2 && renewed.next == stored.next)
        // Who knows the new key alone finds nothing changed.
        try await say(.encrypted(keys("new")))
        #expect(try await test.broker.schedules()[0] == renewed)
    }

    @Test("come back from the far future when the clock was ahead for a while")
    func clockAhead() async throws {
        let test = try await BrokerKind.memory.make()
        let queue = JobQueue(quiet: test.broker)
        let start = test.clock.now
        test.clock.advance(by: 366 * 86_400)
        try await queue.schedule("s", .every(minutes: 1), Scripted())
        test.clock.advance(by: -366 * 86_400)
        try await queue.schedule("s", .every(minutes: 1), Scripted())
        #expect(try await test.broker.schedules()[0].next == start.addingTimeInterval(60))
    }

    @Test("have no effect on a queue that runs its jobs at once")
    func sync() async throws {
        let queue = JobQueue(quiet: InMemoryBroker(), isSync: true)
        try await queue.schedule("s", .every(minutes: 1), Scripted())
        #expect(try await queue.broker.schedules().isEmpty)
    }

    @Test("are enqueued once for each time by workers that have a connection each, as processes have")
    func severalConnections() async throws {
        let path = TemporaryFile.path()
        let clock = TestClock()
        let times = Mutex<[Date]>([])
        let start = clock.now
        func queue() throws -> JobQueue { JobQueue(quiet: try SQLiteBroker(path: path, clock: { clock.now })) }
        let script: @Sendable (Int, JobContext) async throws -> Int = { number, context in
            times.withLock { $0.append(context.intended) }
            return number
        }
        let first = try queue()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                let other = try queue()
                group.addTask {
                    try await Script.$current.withValue(script) {
                        try await Worker(other, jobs: [Scripted.self], options: Self.options).run()
                    }
                }
            }
            try await first.working(options: Self.options, script: script) { _ in
                try await first.schedule("s", .every(minutes: 1), Scripted())
                for minute in 1...5 {
                    clock.advance(by: 60)
                    try await first.broker.wait { times.withLock { $0.count } >= minute }
                }
                try await first.waitUntilDone()
            }
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(times.withLock { $0.sorted() } == (1...5).map { start.addingTimeInterval(Double($0) * 60) })
    }

    @Test("are said again without effect, and otherwise replaced or removed", arguments: BrokerKind.allCases)
    func again(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let queue = JobQueue(quiet: test.broker)
        try await queue.schedule("s", .hourly(), Scripted(number: 1))
        let first = try await test.broker.schedules()
        test.clock.advance(by: 10_000)
        try await queue.schedule("s", .hourly(), Scripted(number: 1))
        #expect(try await test.broker.schedules() == first)
        try await queue.schedule("s", .daily(hour: 3), Scripted(number: 1))
        #expect(try await test.broker.schedules() != first)
        #expect(try await queue.unschedule("s"))
        #expect(try await !queue.unschedule("s"))
        #expect(try await test.broker.schedules().isEmpty)
    }

    @Test("are fired for a time once", arguments: BrokerKind.allCases)
    func conformance(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let schedule = StoredSchedule(name: "s", next: test.clock.now, remaining: 3, definition: [1, 2])
        try await test.broker.setSchedule(schedule)
        #expect(try await test.broker.schedules() == [schedule])
        var next = schedule
        next.next = test.clock.now.addingTimeInterval(60)
        next.remaining = 2
        #expect(try await test.broker.fire(next, for: test.clock.now, entries: [.plain()])?.count == 1)
        #expect(try await test.broker.fire(next, for: test.clock.now, entries: [.plain()]) == nil)
        #expect(try await test.broker.schedules() == [next])
        #expect(try await test.broker.entries(EntryFilter()).count == 1)
        var over = next
        over.next = nil
        #expect(try await test.broker.fire(over, for: try #require(next.next), entries: []) == [])
        #expect(try await test.broker.schedules() == [over])
    }

    @Test("begin a trace of their own, with the schedule's name")
    func trace() async throws {
        let test = try await BrokerKind.memory.make()
        let queue = JobQueue(quiet: test.broker)
        let tracer = InMemoryTracer()
        try await withTracer(tracer) {
            try await withSpan("main") { _ in
                try await queue.schedule("nightly", .every(minutes: 1), Scripted())
                test.clock.advance(by: 60)
                try await queue.working(options: .quick()) { _ in
                    try await test.broker.wait { try await test.broker.schedules()[0].next! > test.clock.now }
                    try await queue.waitUntilDone()
                }
            }
        }
        let send = try #require(tracer.finishedSpans.first { $0.operationName == "send scripted" })
        let process = try #require(tracer.finishedSpans.first { $0.operationName == "process scripted" })
        #expect(send.parentSpanID == nil)
        #expect(process.parentSpanID == send.spanID)
        #expect(send.allAttributes["throughline.job.group"] == "nightly")
    }
}
