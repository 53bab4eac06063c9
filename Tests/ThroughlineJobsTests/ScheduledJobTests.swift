import Foundation
import InMemoryTracing
import SpanRecording
import Synchronization
import Testing
import Tracing

@testable import ThroughlineJobs

@Suite("Jobs by a schedule", .timeLimit(.minutes(1)))
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
        let test = try kind.make()
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

    @Test("make up for times at which there was nobody, each of them or all together", arguments: [true, false])
    func missed(catchesUp: Bool) async throws {
        let test = try BrokerKind.memory.make()
        let queue = JobQueue(quiet: test.broker)
        let start = test.clock.now
        let times = Mutex<[Date]>([])
        try await queue.schedule("s", .every(minutes: 1), Scripted(), catchesUp: catchesUp)
        test.clock.advance(by: 200)
        try await queue.working(options: .quick()) { number, context in
            times.withLock { $0.append(context.intended) }
            return number
        } during: { _ in
            try await test.broker.wait { try await test.broker.schedules()[0].next! > test.clock.now }
            try await queue.waitUntilDone()
        }
        #expect(
            times.withLock { $0.sorted() } == (catchesUp ? [60, 120, 180] : [60]).map { start.addingTimeInterval($0) }
        )
        #expect(try await test.broker.schedules()[0].next == start.addingTimeInterval(240))
    }

    @Test("end after as many times as was said")
    func repeats() async throws {
        let test = try BrokerKind.memory.make()
        let queue = JobQueue(quiet: test.broker)
        try await queue.schedule("s", .every(minutes: 1), Scripted(), repeats: 2, catchesUp: true)
        test.clock.advance(by: 1_000)
        try await queue.working(options: .quick()) { _ in
            try await test.broker.wait { try await test.broker.schedules()[0].next == nil }
            try await queue.waitUntilDone()
        }
        #expect(try await test.broker.statistics().map(\.succeeded) == [2])
        #expect(try await test.broker.schedules()[0].remaining == 0)
    }

    @Test("do not overlap where that is not wished")
    func overlap() async throws {
        let test = try BrokerKind.memory.make()
        let queue = JobQueue(quiet: test.broker)
        try await queue.schedule("s", .every(minutes: 1), Scripted(), catchesUp: true, allowsOverlap: false)
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

    @Test("are said again without effect, and otherwise replaced or removed", arguments: BrokerKind.allCases)
    func again(_ kind: BrokerKind) async throws {
        let test = try kind.make()
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
        let test = try kind.make()
        let schedule = StoredSchedule(name: "s", next: test.clock.now, remaining: 3, definition: [1, 2])
        try await test.broker.setSchedule(schedule)
        #expect(try await test.broker.schedules() == [schedule])
        var next = schedule
        next.next = test.clock.now.addingTimeInterval(60)
        next.remaining = 2
        #expect(try await test.broker.fire(next, for: test.clock.now, entries: [.plain()]))
        #expect(try await !test.broker.fire(next, for: test.clock.now, entries: [.plain()]))
        #expect(try await test.broker.schedules() == [next])
        #expect(try await test.broker.entries(EntryFilter()).count == 1)
        var over = next
        over.next = nil
        #expect(try await test.broker.fire(over, for: try #require(next.next), entries: []))
        #expect(try await test.broker.schedules() == [over])
    }

    @Test("begin a trace of their own, with the schedule's name")
    func trace() async throws {
        let test = try BrokerKind.memory.make()
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
