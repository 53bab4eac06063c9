import Foundation
import GRDB
import InMemoryTracing
import SpanRecording
import Synchronization
import Testing
import Tracing

@testable import ThroughlineJobs

@Suite("A queue that runs its jobs at once")
struct SyncTests {
    private let tracer = InMemoryTracer()

    private func queue(_ hooks: JobHooks = JobHooks()) -> JobQueue {
        JobQueue(quiet: InMemoryBroker(), hooks: hooks, isSync: true)
    }

    private func withScript<Value>(
        _ script: @escaping @Sendable (Int, JobContext) async throws -> Int = { number, _ in number },
        _ body: () async throws -> Value
    ) async rethrows -> Value {
        try await Script.$current.withValue(script) { try await body() }
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
        // The chain is one trace, and its second link belongs to the first.
        #expect(Set(sends.dropFirst().map(\.traceID)).count == 1)
        #expect(sends.last?.parentSpanID == processes[1].spanID)
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

    @Test("answers for results, groups, iterations and chains as one with workers does")
    func results() async throws {
        let queue = queue()
        try await withScript {
            let job = try await queue.enqueue(Scripted(number: 7), options: JobOptions(keep: .seconds(3_600)))
            #expect(try await queue.result(of: job) == 7)
            let iteration = try await queue.iterate(1...3) { Scripted(number: $0) }
            #expect(try await iteration.results() == [1, 2, 3])
            try await iteration.group.wait(for: 3)
            #expect(try await iteration.group.counts() == [.succeeded: 3])
            let chain = try await queue.enqueue(Chain(Scripted(number: 1)).then(Scripted(number: 2)))
            try await queue.wait(for: chain)
            #expect(try await queue.result(of: JobHandle<Scripted>(id: chain.links[1])) == 2)
            let forgotten = try await queue.enqueue(Scripted(number: 7))
            await #expect(throws: JobResultError.unknown) { try await queue.result(of: forgotten) }
        }
        #expect(try await queue.broker.entries(EntryFilter()).isEmpty)
    }

    @Test("keeps the results of ten thousand jobs at most")
    func bounded() async throws {
        let queue = queue()
        try await withScript {
            let options = JobOptions(group: "g")
            try await queue.enqueue((0..<10_001).map { Scripted(number: $0) }, options: options)
        }
        #expect(try await queue.group("g").results(of: Scripted.self).last == 10_000)
        #expect(try await queue.group("g").counts()[.succeeded]! <= 10_000)
    }

    @Test("calls the hooks, and runs a hook's job with the outcome")
    func hooks() async throws {
        let lines = Mutex<[String]>([])
        var hooks = JobHooks()
        hooks.beforeEnqueue = { job in lines.withLock { $0.append("enqueue \(job.type)") } }
        hooks.beforeRun = { job, attempt in lines.withLock { $0.append("run \(attempt)") } }
        hooks.afterRun = { job, _, error in lines.withLock { $0.append("ran \(error.map { "\($0)" } ?? "well")") } }
        hooks.chainProgress = { _, next in lines.withLock { $0.append("next \(next.type)") } }
        let queue = queue(hooks)
        try await withScript {
            try await queue.enqueue(Chain(Scripted(number: 1)).then(Tell(lines: "told")))
        }
        #expect(
            lines.withLock { $0 } == [
                "enqueue scripted", "run 1", "ran well", "next tell", "enqueue tell", "run 1", "ran well",
            ]
        )
        try await withScript({ _, _ in throw Refused() }) {
            _ = await #expect(throws: Refused.self) {
                try await queue.enqueue(
                    Scripted(number: 1),
                    options: JobOptions(group: "g", hook: Tell.self)
                )
            }
        }
        #expect(lines.withLock { $0.suffix(3) } == ["enqueue tell", "run 1", "ran well"])
        #expect(try await queue.group("g").failures().map(\.error) == ["refused"])
    }

    private struct Tell: OutcomeJob {
        static let name = "tell"
        let lines: String
        init(lines: String) { self.lines = lines }
        init(_ outcome: JobOutcome) { lines = "\(outcome.state)" }
        func run(_ context: JobContext) async throws {}
    }

    @Test("cancels a job whose time is over")
    func timeout() async throws {
        try await withScript({ number, _ in
            try await Task.sleep(for: .seconds(3_600))
            return number
        }) {
            _ = await #expect(throws: JobTimeout.self) {
                try await queue().enqueue(Scripted(), options: JobOptions(timeout: .milliseconds(1)))
            }
        }
    }

    @Test("does not run what has a cached result")
    func cached() async throws {
        let runs = Mutex(0)
        let queue = queue()
        try await withScript({ number, _ in
            runs.withLock { $0 += 1 }
            return number * 2
        }) {
            let options = JobOptions(cached: .seconds(60))
            let first = try await queue.enqueue(Scripted(number: 4), options: options)
            let second = try await queue.enqueue(Scripted(number: 4), options: options)
            #expect(second.id == first.id && second.isDuplicate)
            #expect(try await queue.result(of: second) == 8)
        }
        #expect(runs.withLock { $0 } == 1)
    }

    @Test("cannot run a job in a transaction, and says so")
    func transaction() async throws {
        let broker = try SQLiteBroker(path: TemporaryFile.path())
        let queue = JobQueue(quiet: broker, isSync: true)
        await #expect(throws: TransactionalEnqueueError.queueIsSync) {
            try await broker.pool.write { db in _ = try queue.enqueue(Scripted(), in: db) }
        }
    }
}
