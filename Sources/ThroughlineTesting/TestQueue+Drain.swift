import Synchronization
public import ThroughlineJobs

extension TestQueue {
    /// What a drain came to.
    public struct Summary: Sendable {
        /// How many attempts there were.
        public let attempts: Int
        /// The dead letters that there are now.
        public let dead: [StoredJob]
    }

    /// Runs what waits, and what that enqueues in its turn, until nothing is due any more: by a worker as in production, with
    /// retries, chains, hooks and spans.
    ///
    /// - Parameters:
    ///   - jobs: The job types. A job of another type becomes a dead letter.
    ///   - skippingDelays: Whether delayed jobs and further attempts run at once. If not, they go on waiting.
    ///   - concurrency: How many jobs run at once; with one of them, in their order.
    ///   - attemptLimit: How many attempts there may be in all: jobs that enqueue each other would never end.
    /// - Throws: ``DrainError``, `CancellationError`, ``/ThroughlineJobs/WorkerError``.
    @discardableResult
    public func drain(
        _ jobs: [any Job.Type],
        skippingDelays: Bool = false,
        concurrency: Int = 1,
        attemptLimit: Int = 10_000
    ) async throws -> Summary {
        let attempts = Attempts()
        let counting = counting(attempts)
        while let queues = try await pending(skippingDelays) {
            var options = Worker.Options()
            options.concurrency = concurrency
            options.queues = queues.map { Worker.Queue($0) }
            let worker = Worker(counting, jobs: jobs, options: options)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await worker.run() }
                group.addTask { try await self.waitUntilIdle(queues, attempts, attemptLimit) }
                defer { group.cancelAll() }
                try await group.next()
            }
        }
        let dead = try await queue.broker.entries(EntryFilter(states: [.dead], limit: .max))
        return Summary(attempts: attempts.count, dead: dead)
    }

    /// The queues in which something is due; `nil` where there is nothing.
    private func pending(_ skippingDelays: Bool) async throws -> [String]? {
        if skippingDelays {
            let delayed = try await queue.broker.entries(EntryFilter(states: [.scheduled], limit: .max))
            _ = try await queue.broker.requeue(delayed.map(\.id))
        }
        let queues = try await queue.broker.statistics().filter { $0.isServed && $0.ready > 0 }.map(\.queue)
        return queues.isEmpty ? nil : queues
    }

    private func waitUntilIdle(_ queues: [String], _ attempts: Attempts, _ limit: Int) async throws {
        while true {
            let number = queue.broker.workNumber()
            if attempts.count > limit { throw DrainError.tooManyAttempts(limit) }
            let busy = try await queue.broker.statistics().contains { statistics in
                queues.contains(statistics.queue)
                    && (statistics.isServed ? statistics.ready : 0) + statistics.running > 0
            }
            if !busy { return }
            await queue.broker.waitForWork(since: number, timeout: .milliseconds(20))
            try Task.checkCancellation()
        }
    }

    private final class Attempts: Sendable {
        private let number = Mutex(0)
        var count: Int { number.withLock { $0 } }
        func add() { number.withLock { $0 += 1 } }
    }

    private func counting(_ attempts: Attempts) -> JobQueue {
        var options = queue.options
        let beforeRun = options.hooks.beforeRun
        options.hooks.beforeRun = { job, attempt in
            attempts.add()
            try await beforeRun?(job, attempt)
        }
        return JobQueue(broker: queue.broker, options: options)
    }
}

/// Why a queue could not be drained.
public enum DrainError: Error, Hashable {
    /// There were more attempts than this, and there was still something to do.
    case tooManyAttempts(Int)
}

extension QueueStatistics {
    /// Whether its jobs are run at all.
    fileprivate var isServed: Bool { !isPaused && limit != 0 }
}
