import Foundation
import Logging
import Synchronization
import Testing
import ThroughlineJobs
import ThroughlineTesting

@Suite("A queue to test with", .timeLimit(.minutes(5)))
struct TestQueueTests {
    private let jobs = TestQueue(options: .quiet)

    @Test("knows what was enqueued, and how")
    func enqueued() async throws {
        try await jobs.queue.enqueue(Add(number: 1), options: JobOptions(queue: "sums", name: "first", priority: 3))
        try await jobs.queue.enqueue(Add(number: 2), options: JobOptions(start: .after(.seconds(3_600))))
        #expect(try await jobs.enqueued(Add.self).map(\.job.number) == [1, 2])
        let job = try await jobs.expectEnqueued(Add.self) { $0.number == 1 }
        #expect(job.queueName == "sums")
        #expect(job.name == "first")
        #expect(job.priority == 3)
        try await jobs.expectNoneEnqueued(Add.self) { $0.number == 3 }
        try await jobs.expectNoneEnqueued(Fail.self)
    }

    @Test("reads encrypted jobs with their keys")
    func encrypted() async throws {
        var options = JobQueue.Options.quiet
        options.payloads = .encrypted(try PayloadKeys([PayloadKey(name: "k", secret: Array(repeating: 1, count: 32))]))
        let jobs = TestQueue(options: options)
        try await jobs.queue.enqueue(Add(number: 1))
        try await jobs.expectEnqueued(Add.self) { $0.number == 1 }
    }

    @Test("says what there is where it is not what was expected")
    func unexpected() async throws {
        try await jobs.queue.enqueue([Add(number: 1), Add(number: 2)])
        let several = await #expect(throws: UnexpectedJobs.self) { try await jobs.expectEnqueued(Add.self) }
        #expect(several?.description.contains("expected one job add like this, found 2") == true)
        #expect(several?.description.contains(#"- add {"number":2} in default, ready"#) == true)
        let none = await #expect(throws: UnexpectedJobs.self) {
            try await jobs.expectEnqueued(Add.self) { $0.number == 3 }
        }
        #expect(none?.description.contains("found 0") == true)
        await #expect(throws: UnexpectedJobs.self) { try await jobs.expectNoneEnqueued(Add.self) { $0.number == 1 } }
        await #expect(throws: UnexpectedJobs.self) { try await jobs.expectEnqueued(Fail.self) }
    }

    @Test("runs what waits, and what that enqueues in other queues, in order")
    func drain() async throws {
        let sum = Sum()
        var options = JobQueue.Options.quiet
        options.dependencies.add(sum)
        let jobs = TestQueue(options: options)
        try await jobs.queue.enqueue(Chain(Add(number: 1)).then(Add(number: 2), options: JobOptions(queue: "sums")))
        try await jobs.queue.enqueue(Add(number: 3))
        let summary = try await jobs.drain([Add.self])
        #expect(summary.attempts == 3)
        #expect(summary.dead.isEmpty)
        #expect(sum.numbers == [1, 3, 2])
        try await jobs.expectNoneEnqueued(Add.self)
    }

    @Test("leaves delayed jobs and further attempts waiting, or skips the delays")
    func delays() async throws {
        try await jobs.queue.enqueue(Fail(), options: JobOptions(retry: .constant(.seconds(3_600), limit: 3)))
        #expect(try await jobs.drain([Fail.self]).attempts == 1)
        try await jobs.expectEnqueued(Fail.self)
        let summary = try await jobs.drain([Fail.self], skippingDelays: true)
        #expect(summary.attempts == 2)
        #expect(summary.dead.map(\.attempt) == [3])
        #expect(summary.dead.first?.error == "failed")
    }

    @Test("does not run what is paused, nor for ever")
    func bounds() async throws {
        try await jobs.queue.enqueue(Add(number: 1), options: JobOptions(queue: "paused"))
        try await jobs.queue.pause("paused")
        #expect(try await jobs.drain([Add.self]).attempts == 0)
        try await jobs.queue.enqueue(Again())
        await #expect(throws: DrainError.tooManyAttempts(20)) { try await jobs.drain([Again.self], attemptLimit: 20) }
    }

    @Test("runs a job within the call, with what it needs")
    func run() async throws {
        let sum = Sum()
        var options = JobQueue.Options.quiet
        options.dependencies.add(sum)
        let jobs = TestQueue(options: options)
        #expect(try await jobs.run(Add(number: 5)) == 5)
        _ = try await jobs.run(Again())
        try await jobs.expectEnqueued(Again.self)
        let context = JobContext.testing(queue: jobs.queue, name: "n", attempt: 2)
        #expect(try await Add(number: 6).run(context) == 11)
        #expect(context.attempt == 2)
        #expect(context.name == "n")
        await #expect(throws: MissingDependency.self) { try await Add(number: 1).run(.testing()) }
    }

    @Test("has nothing in common with another one")
    func parallel() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let sum = Sum()
                    var options = JobQueue.Options.quiet
                    options.dependencies.add(sum)
                    let jobs = TestQueue(options: options)
                    try await jobs.queue.enqueue(Add(number: number))
                    try await jobs.drain([Add.self])
                    #expect(sum.numbers == [number])
                }
            }
            try await group.waitForAll()
        }
    }
}

private final class Sum: Sendable {
    private let state = Mutex<[Int]>([])
    var numbers: [Int] { state.withLock { $0 } }
    func add(_ number: Int) -> Int {
        state.withLock { numbers in
            numbers.append(number)
            return numbers.reduce(0, +)
        }
    }
}

private struct Add: Job {
    static let name = "add"
    let number: Int

    func run(_ context: JobContext) async throws -> Int { try context.dependency(Sum.self).add(number) }
}

private struct Fail: Job {
    static let name = "fail"

    func run(_ context: JobContext) async throws { throw Failed() }

    struct Failed: Error, CustomStringConvertible {
        let description = "failed"
    }
}

private struct Again: Job {
    static let name = "again"

    func run(_ context: JobContext) async throws { try await context.queue.enqueue(Again()) }
}

extension JobQueue.Options {
    fileprivate static var quiet: Self {
        var options = Self()
        options.logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return options
    }
}
