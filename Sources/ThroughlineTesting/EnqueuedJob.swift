public import Foundation
public import ThroughlineJobs

/// A job that waits to be run.
public struct EnqueuedJob<J: Job>: Sendable {
    /// The job as it will be decoded.
    public let job: J
    /// What the broker knows of it.
    public let stored: StoredJob

    public var id: JobID { stored.id }
    public var queueName: String { stored.queue }
    public var name: String? { stored.jobName }
    public var group: String? { stored.group }
    public var priority: Int { stored.priority }
    /// When it may run.
    public var due: Date { stored.due }
}
