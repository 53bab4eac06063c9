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
/// It is enqueued in the moment in which the outcome is recorded, so that there is one for each job that ends; the worker
/// must know its type.
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

    init(_ header: Message.Header, _ outcome: Settlement.Outcome, _ result: [UInt8]?) {
        id = header.id
        type = header.type
        name = header.name
        group = header.group
        switch outcome {
        case .succeeded, .retry, .released: (state, error) = (.succeeded, nil)
        case .failed(let text): (state, error) = (.failed, text)
        case .dead(let text): (state, error) = (.dead, text)
        case .cancelled: (state, error) = (.cancelled, nil)
        }
        self.result = result.map { Data($0) }
    }
}
