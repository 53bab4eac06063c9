import Foundation
import InMemoryTracing
import SpanRecording
import Synchronization
import Testing
import Tracing

@testable import ThroughlineJobs

@Suite("Hooks", .timeLimit(.minutes(5)))
struct HookTests {
    /// What the hooks have said.
    private final class Diary: Sendable {
        private let lines = Mutex<[String]>([])
        func write(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    private func hooks(_ diary: Diary, failing: Bool = false) -> JobHooks {
        var hooks = JobHooks()
        let fail: @Sendable () throws -> Void = { if failing { throw Refused() } }
        hooks.beforeEnqueue = { job in
            diary.write("enqueue \(job.type)")
            try fail()
        }
        hooks.workerStarted = { worker in
            diary.write("started \(worker)")
            try fail()
        }
        hooks.beforeRun = { job, attempt in
            diary.write("run \(attempt)")
            try fail()
        }
        hooks.afterRun = { job, attempt, error in
            diary.write("ran \(attempt) \(error.map { "\($0)" } ?? "well")")
            try fail()
        }
        hooks.chainProgress = { done, next in
            diary.write("chain \(done.type) \(next.type)")
            try fail()
        }
        return hooks
    }

    @Test("are called at every stage, and harm nothing when they throw", arguments: [false, true])
    func stages(failing: Bool) async throws {
        let diary = Diary()
        let queue = JobQueue(quiet: InMemoryBroker(), hooks: hooks(diary, failing: failing))
        let retry = JobOptions(retry: .constant(.zero, limit: 2))
        try await queue.enqueue(Chain(Scripted(number: 1), options: retry).then(Scripted(number: 2)))
        try await queue.working(options: .quick()) { number, context in
            if number == 1, context.attempt == 1 { throw Refused() }
            return number
        } during: { _ in
            try await queue.waitUntilDone()
        }
        #expect(
            diary.all == [
                "enqueue scripted", "started worker", "run 1", "ran 1 refused", "run 2", "ran 2 well",
                "chain scripted scripted", "enqueue scripted", "run 1", "ran 1 well",
            ]
        )
    }

    private struct Report: OutcomeJob {
        static let name = "report"
        let outcome: JobOutcome
        init(_ outcome: JobOutcome) { self.outcome = outcome }

        func run(_ context: JobContext) async throws {
            let result = outcome.result.map { String(decoding: $0, as: UTF8.self) }
            Self.diary?.write("\(outcome.state) \(outcome.error ?? "-") \(result ?? "-")")
        }

        @TaskLocal static var diary: Diary?
    }

    @Test("that are jobs run once for each job that ends, with its outcome, in its trace")
    func outcomeJobs() async throws {
        let tracer = InMemoryTracer()
        let diary = Diary()
        let test = try await BrokerKind.memory.make()
        let queue = JobQueue(quiet: test.broker)
        func options(_ retry: RetryPolicy, keep: Duration? = nil) -> JobOptions {
            JobOptions(retry: retry, keep: keep, hook: Report.self)
        }
        try await withTracer(tracer) {
            // One whose worker dies at its last attempt.
            try await queue.enqueue(Scripted(number: 0), options: options(.never))
            _ = try await test.broker.claim(.of("default", worker: "dead"))
            test.clock.advance(by: 60)
            try await queue.enqueue(Scripted(number: 1), options: options(.never))
            try await queue.enqueue(Scripted(number: 2), options: options(.never, keep: .seconds(3_600)))
            try await Report.$diary.withValue(diary) {
                try await queue.working([Scripted.self, Report.self], options: .quick()) { number, _ in
                    if number == 1 { throw Refused() }
                    return number
                } during: { _ in
                    try await test.broker.wait { diary.all.count == 3 }
                }
            }
        }
        #expect(
            diary.all.sorted() == [
                "dead refused -", "dead worker dead died, or was frozen for longer than its lease -", "succeeded - 2",
            ]
        )
        let reports = tracer.finishedSpans.filter { $0.operationName == "process report" }
        let sends = tracer.finishedSpans.filter { $0.operationName == "send scripted" }
        #expect(Set(reports.map(\.traceID)) == Set(sends.map(\.traceID)))
        #expect(sends.allSatisfy { $0.allAttributes["throughline.job.hook"] == "report" })
    }

    @Test("that are jobs run for what cannot be run at all, and for what is cancelled before it runs")
    func unrunJobs() async throws {
        let diary = Diary()
        let broker = InMemoryBroker()
        let queue = JobQueue(quiet: broker)
        let options = JobOptions(keep: .seconds(3_600), hook: Report.self)
        let undecodable = try await queue.enqueue(OtherNumber(number: "seven"), options: options)
        let cancelled = try await queue.enqueue(Scripted(number: 1), options: options)
        #expect(try await queue.cancel(cancelled))
        #expect(try await !queue.cancel(cancelled))
        try await Report.$diary.withValue(diary) {
            try await queue.working([Scripted.self, Report.self], options: .quick()) { _ in
                try await broker.wait { diary.all.count == 2 }
                try await queue.waitUntilDone()
            }
        }
        #expect(
            diary.all.sorted() == [
                "cancelled - -", "dead the payload does not decode: not of type Int at number -",
            ]
        )
        #expect(try await broker.entry(undecodable.id)?.state == .dead)
    }

    @Test("that are jobs are enqueued by a worker that does not know them, to their own queue, for one that does")
    func foreignHook() async throws {
        let diary = Diary()
        let queue = JobQueue(quiet: InMemoryBroker())
        try await queue.enqueue(Scripted(number: 5), options: JobOptions(retry: .never, hook: RemoteReport.self))
        try await queue.working(options: .quick()) { _, _ in
            throw Refused()
        } during: { _ in
            try await queue.broker.wait { try await queue.broker.counts(EntryFilter(queue: "reports")) == [.ready: 1] }
        }
        var reporting = Worker.Options.quick()
        reporting.queues = [Worker.Queue("reports")]
        try await Report.$diary.withValue(diary) {
            try await queue.working([RemoteReport.self], options: reporting) { _ in
                try await queue.broker.wait { !diary.all.isEmpty }
            }
        }
        #expect(diary.all == ["dead refused"])
    }

    private struct RemoteReport: OutcomeJob {
        static let name = "remote_report"
        static let options = JobOptions(queue: "reports")
        let state: JobState
        let error: String?

        init(_ outcome: JobOutcome) { (state, error) = (outcome.state, outcome.error) }

        func run(_ context: JobContext) async throws { Report.diary?.write("\(state) \(error ?? "-")") }
    }

    /// What an older release wrote under the name of ``Scripted``.
    private struct OtherNumber: Job {
        static let name = "scripted"
        let number: String

        func run(_ context: JobContext) async throws {}
    }
}
