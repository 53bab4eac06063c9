public import Foundation
public import Logging
public import ThroughlineJobs

extension JobContext {
    /// A context to call a job's `run` with.
    ///
    /// ```swift
    /// var options = JobQueue.Options()
    /// options.dependencies.add(database)
    /// try await SendReceipt(order: 1).run(.testing(queue: TestQueue(options: options).queue))
    /// ```
    ///
    /// - Parameter queue: Where the job's dependencies are, and where it enqueues further jobs; by default one in memory.
    public static func testing(
        queue: JobQueue = TestQueue().queue,
        id: JobID = JobID(),
        queueName: String = "default",
        name: String? = nil,
        group: String? = nil,
        attempt: Int = 1,
        attemptLimit: Int = 10,
        enqueued: Date = Date(),
        intended: Date? = nil,
        worker: String? = nil,
        logger: Logger? = nil
    ) -> JobContext {
        JobContext(
            id: id,
            queueName: queueName,
            name: name,
            group: group,
            attempt: attempt,
            attemptLimit: attemptLimit,
            enqueued: enqueued,
            intended: intended ?? enqueued,
            worker: worker,
            queue: queue,
            logger: logger ?? queue.options.logger
        )
    }
}
