/// Work that is done in the background, durably.
///
/// ```swift
/// struct SendReceipt: Job {
///     static let name = "send_receipt"
///     let order: Int
///
///     func run(_ context: JobContext) async throws {
///         …
///     }
/// }
/// ```
///
/// The properties are what is stored (as JSON); they must be decodable by every worker that may still find them. A job runs
/// **at least once**: a worker that dies after the work is done, and before that is recorded, leaves the job to another one.
/// So let the work be harmless when it is done twice; ``JobContext/id`` is the same in all attempts of a job.
public protocol Job: Codable, Sendable {
    /// What ``run(_:)`` returns. To be kept it must be `Codable`.
    associatedtype Output: Sendable

    /// The name that the job is stored and traced under. It outlives the type's own name: do not change it while there are
    /// jobs of it.
    static var name: String { get }

    /// What holds for every job of this type, unless ``JobQueue/enqueue(_:options:)`` says otherwise.
    static var options: JobOptions { get }

    /// Does the work. An error that it throws leads to another attempt, as the job's ``RetryPolicy`` says.
    ///
    /// When the attempt's time is over, its lease is lost, or the worker must stop, the task is cancelled.
    func run(_ context: JobContext) async throws -> Output
}

extension Job {
    public static var options: JobOptions { JobOptions() }
}
