public import Foundation

/// A job that runs when another one has ended, with its outcome.
///
/// ```swift
/// struct TellSupport: OutcomeJob {
///     static let name = "tell_support"
///     let outcome: JobOutcome
///     init(_ outcome: JobOutcome) { self.outcome = outcome }
///
///     func run(_ context: JobContext) async throws {
///         if outcome.state == .dead { … }
///     }
/// }
///
/// try await queue.enqueue(SendReceipt(order: 1), options: JobOptions(hook: TellSupport.self))
/// ```
///
/// It is enqueued in the moment in which the outcome is recorded, so that there is one for each job that ends, also for one that
/// cannot be run at all. A worker of its queue must know its type. Of a job that waits and is cancelled, it is enqueued by
/// ``JobQueue/cancel(_:)`` just after; who cancels it at the broker, as the command line does, gets none.
public protocol OutcomeJob: Job {
    init(_ outcome: JobOutcome)
}

/// How a job ended.
public struct JobOutcome: Hashable, Sendable, Codable {
    public let id: JobID
    /// The job type's registered name.
    public let type: String
    public let name: String?
    public let group: String?
    /// `succeeded`, `failed`, `dead` or `cancelled`.
    public let state: JobState
    /// What the last attempt failed with.
    public let error: String?
    /// What the job returned, as JSON, where it is kept.
    public let result: Data?

    /// `nil` where the job has not ended.
    init?(_ header: Message.Header, _ outcome: Settlement.Outcome, _ result: [UInt8]? = nil) {
        id = header.id
        type = header.type
        name = header.name
        group = header.group
        switch outcome {
        case .retry, .released: return nil
        case .succeeded: (state, error) = (.succeeded, nil)
        case .failed(let text): (state, error) = (.failed, text)
        case .dead(let text): (state, error) = (.dead, text)
        case .cancelled: (state, error) = (.cancelled, nil)
        }
        self.result = result.map { Data($0) }
    }
}

extension Draft {
    /// The job that runs with an outcome, without its type, which this process need not know; `nil` where there is none.
    init?(hookOf header: Message.Header, _ outcome: JobOutcome) throws {
        guard let hook = header.hook else { return nil }
        var follower = Message.Header(id: JobID(), type: hook, queue: header.hookQueue ?? header.queue)
        follower.isOutcome = true
        message = Message(header: follower, payload: try PayloadCoding.encode(outcome))
        options = JobOptions()
    }
}
