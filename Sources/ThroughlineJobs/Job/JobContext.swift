public import Foundation
public import Logging
package import SpanRecording

/// What a job knows about the attempt it runs in.
public struct JobContext: Sendable {
    /// The job's id, the same in all its attempts.
    public let id: JobID
    /// The name of the queue it came from.
    public let queueName: String
    /// What this one job is called, where it was given a name.
    public let name: String?
    /// The group it belongs to.
    public let group: String?
    /// Which attempt this is, from 1. Attempts that a worker died in count.
    public let attempt: Int
    /// How many attempts there are in all.
    public let attemptLimit: Int
    /// When the job was enqueued.
    public let enqueued: Date
    /// When the job was meant to run: the time that a schedule or a delay intended, however late it is now.
    public let intended: Date
    /// The worker's name; `nil` where the job runs inside the call that enqueued it.
    public let worker: String?
    /// Where to enqueue further jobs. Their spans belong to this attempt's.
    public let queue: JobQueue
    /// A logger that says which job it is.
    public let logger: Logger
    /// What goes along with the job beside its payload.
    package let metadata: [String: String]
    /// The attempt's span.
    package let span: (any RecordingSpan)?

    package init(
        id: JobID,
        queueName: String,
        name: String?,
        group: String?,
        attempt: Int,
        attemptLimit: Int,
        enqueued: Date,
        intended: Date,
        worker: String?,
        queue: JobQueue,
        logger: Logger,
        metadata: [String: String] = [:],
        span: (any RecordingSpan)? = nil
    ) {
        self.id = id
        self.queueName = queueName
        self.name = name
        self.group = group
        self.attempt = attempt
        self.attemptLimit = attemptLimit
        self.enqueued = enqueued
        self.intended = intended
        self.worker = worker
        self.queue = queue
        self.logger = logger
        self.metadata = metadata
        self.span = span
    }
}
