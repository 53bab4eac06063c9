/// What an application wants to be told of.
///
/// A hook that throws is logged, and harms nothing else. Hooks are called where the work is done, and hold it up for as long
/// as they take.
public struct JobHooks: Sendable {
    /// A job is about to be stored.
    public var beforeEnqueue: (@Sendable (JobDescription) throws -> Void)?
    /// A worker has started.
    public var workerStarted: (@Sendable (_ worker: String) async throws -> Void)?
    /// An attempt is about to run, in its span's context.
    public var beforeRun: (@Sendable (JobDescription, _ attempt: Int) async throws -> Void)?
    /// An attempt is over; `error` is what it failed with. Still in its span's context.
    public var afterRun: (@Sendable (JobDescription, _ attempt: Int, _ error: (any Error)?) async throws -> Void)?
    /// A link of a chain has succeeded, and the next one is about to be enqueued.
    public var chainProgress: (@Sendable (_ done: JobDescription, _ next: JobDescription) async throws -> Void)?

    public init() {}
}

/// A job as hooks see it.
public struct JobDescription: Hashable, Sendable {
    public let id: JobID
    /// The job type's registered name.
    public let type: String
    public let queue: String
    public let name: String?
    public let group: String?

    init(_ header: Message.Header) {
        id = header.id
        type = header.type
        queue = header.queue
        name = header.name
        group = header.group
    }
}
