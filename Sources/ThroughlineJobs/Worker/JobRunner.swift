import Logging
import SpanRecording

/// How a worker runs the jobs of one name.
///
/// A job's type is one; a module that is built on the engine has others, over closures.
package struct JobRunner: Sendable {
    /// Does the work of one attempt, and returns what is to be kept of it.
    package typealias Work = @Sendable (JobContext) async throws -> [UInt8]?

    /// The name that its jobs are stored under.
    let name: String
    /// The queue that its jobs are enqueued to by themselves.
    let queue: String?
    /// Makes the work of a stored job.
    let work: @Sendable (Message) throws -> Work
    /// Makes the job that runs with an outcome, where this is the runner of such jobs.
    let draft: (@Sendable (JobOutcome, JobQueue) throws -> Draft)?
    /// Told before an attempt, and after. What they throw is logged; they are waited for as long as hooks are.
    package var willRun: (@Sendable (JobContext) async throws -> Void)?
    package var didRun: (@Sendable (JobContext, (any Error)?) async throws -> Void)?

    init<J: Job>(_ type: J.Type) {
        name = type.name
        queue = type.options.queue
        work = { message in
            let job = try PayloadCoding.decode(type, from: message)
            let keepsResult = message.header.keepsResult
            return { context in try await perform(job, context, keepsResult: keepsResult) }
        }
        draft = (type as? any OutcomeJob.Type).map { Self.draft($0) }
    }

    /// Jobs that are run by a closure.
    ///
    /// - Parameter work: Makes the work from a payload. What it throws is for good: the job becomes a dead letter.
    package init(
        _ name: String,
        queue: String,
        work: @escaping @Sendable (_ payload: [UInt8]) throws -> @Sendable (JobContext) async throws -> Void
    ) {
        self.name = name
        self.queue = queue
        self.work = { message in
            let run = try work(message.payload)
            return { context in
                try await run(context)
                return nil
            }
        }
        draft = nil
    }

    private static func draft<J: OutcomeJob>(_ type: J.Type) -> @Sendable (JobOutcome, JobQueue) throws -> Draft {
        { outcome, queue in try Draft(type.init(outcome), JobOptions(), in: queue) }
    }
}

/// Runs a job, and encodes what it returns, where that is wanted and can be.
func perform<J: Job>(_ job: J, _ context: JobContext, keepsResult: Bool) async throws -> [UInt8]? {
    let output = try await job.run(context)
    guard keepsResult, let value = output as? any Encodable else { return nil }
    do {
        return try PayloadCoding.encode(value)
    } catch {
        // The work is done: to do it again would not mend it.
        context.logger.error(
            "A job's result cannot be kept",
            metadata: ["job": "\(context.id)", "error": "\(ErrorType.name(of: error))"]
        )
        return nil
    }
}
