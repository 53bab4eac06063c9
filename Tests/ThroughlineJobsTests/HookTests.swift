import Foundation
import InMemoryTracing
import SpanRecording
import Synchronization
import Testing
import Tracing

@testable import ThroughlineJobs

@Suite("Hooks", .timeLimit(.minutes(1)))
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
        let test = try BrokerKind.memory.make()
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
            try await queue.enqueue(Scripted(number: 2), options: options(.never, keep: .seconds(60)))
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
}

@Suite("A queue that runs its jobs at once")
struct SyncTests {
    private let tracer = InMemoryTracer()

    private func queue() -> JobQueue {
        var options = JobQueue.Options()
        options.isSync = true
        return JobQueue(broker: InMemoryBroker(), options: options)
    }

    @Test("runs a job, or a chain, inside the call")
    func runs() async throws {
        let ran = Mutex<[Int]>([])
        try await withTracer(tracer) {
            try await Script.$current.withValue({ number, context in
                #expect(context.worker == nil)
                ran.withLock { $0.append(number) }
                return number
            }) {
                try await queue().enqueue(Scripted(number: 1))
                try await queue().enqueue(Chain(Scripted(number: 2)).then(Scripted(number: 3)))
            }
        }
        #expect(ran.withLock { $0 } == [1, 2, 3])
        let processes = tracer.finishedSpans.filter { $0.kind == .consumer }
        let sends = tracer.finishedSpans.filter { $0.kind == .producer }
        #expect(processes.map(\.parentSpanID) == sends.map(\.spanID))
        #expect(tracer.finishedSpans.allSatisfy { $0.allAttributes["throughline.job.sync"] == true })
        #expect(processes.allSatisfy { $0.allAttributes["throughline.job.state"] == "success" })
    }

    @Test("throws what the job throws, and both spans say so")
    func failure() async throws {
        await withTracer(tracer) {
            await Script.$current.withValue({ _, _ in throw Refused() }) {
                _ = await #expect(throws: Refused.self) {
                    try await queue().enqueue(Chain(Scripted(number: 1)).then(Scripted(number: 2)))
                }
            }
        }
        #expect(tracer.finishedSpans.map(\.operationName) == ["process scripted", "send scripted"])
        #expect(tracer.finishedSpans.allSatisfy { $0.status?.code == .error && $0.errors.count == 1 })
        #expect(tracer.finishedSpans[0].allAttributes["throughline.job.state"] == "error")
    }
}
