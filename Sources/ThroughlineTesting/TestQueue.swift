public import ThroughlineJobs

/// A queue to test with: what was enqueued can be asked for, and run to its end within the test.
///
/// ```swift
/// @Test func orderSendsReceipt() async throws {
///     let jobs = TestQueue()
///     try await placeOrder(1, jobs: jobs.queue)
///     let receipt = try await jobs.expectEnqueued(SendReceipt.self) { $0.order == 1 }
///     #expect(receipt.queueName == "mail")
///     let summary = try await jobs.drain([SendReceipt.self])
///     #expect(summary.dead.isEmpty)
/// }
/// ```
///
/// Each has a broker of its own, so tests may run side by side. Nothing here belongs to a test framework: what is not as it
/// is expected is an error.
public struct TestQueue: Sendable {
    /// What the code under test enqueues to.
    public let queue: JobQueue

    /// A queue in memory.
    public init(options: JobQueue.Options = JobQueue.Options()) {
        self.init(JobQueue(broker: InMemoryBroker(), options: options))
    }

    /// A queue that is there already: with an ``/ThroughlineJobs/SQLiteBroker``, say, for code that enqueues in transactions.
    public init(_ queue: JobQueue) {
        self.queue = queue
    }

    // MARK: What was enqueued

    /// The jobs of a type that wait to be run, in the order in which they were enqueued.
    ///
    /// - Throws: `MessageError` where one cannot be read.
    public func enqueued<J: Job>(_ type: J.Type = J.self) async throws -> [EnqueuedJob<J>] {
        try await waiting().filter { $0.jobType == J.name }.map { stored in
            EnqueuedJob(job: try queue.decode(J.self, from: stored), stored: stored)
        }
    }

    /// Checks that exactly one job of a type waits that is as it is expected.
    ///
    /// - Parameter condition: What is expected of it.
    /// - Returns: The job.
    /// - Throws: ``UnexpectedJobs`` where there is none, or there are several.
    @discardableResult
    public func expectEnqueued<J: Job>(
        _ type: J.Type,
        where condition: (J) throws -> Bool = { _ in true }
    ) async throws -> EnqueuedJob<J> {
        let matching = try await enqueued(J.self).filter { try condition($0.job) }
        guard matching.count == 1 else {
            throw UnexpectedJobs(expected: 1, J.name, matching.count, try await waiting())
        }
        return matching[0]
    }

    /// Checks that no job of a type waits, or none that is like this.
    ///
    /// - Throws: ``UnexpectedJobs``.
    public func expectNoneEnqueued<J: Job>(
        _ type: J.Type,
        where condition: (J) throws -> Bool = { _ in true }
    ) async throws {
        let count = try await enqueued(J.self).count { try condition($0.job) }
        if count > 0 { throw UnexpectedJobs(expected: 0, J.name, count, try await waiting()) }
    }

    private func waiting() async throws -> [StoredJob] {
        try await queue.broker.entries(EntryFilter(states: [.blocked, .scheduled, .ready], limit: .max))
    }

    // MARK: Running

    /// Runs a job within the call, without enqueueing it, and returns what it returns. What it enqueues waits in this queue.
    public func run<J: Job>(_ job: J, attempt: Int = 1) async throws -> J.Output {
        try await job.run(.testing(queue: queue, attempt: attempt))
    }
}
