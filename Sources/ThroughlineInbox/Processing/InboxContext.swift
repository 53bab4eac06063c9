public import Foundation
public import Logging
public import SpanRecording
public import ThroughlineJobs
import Tracing

/// What a handler knows about the attempt it runs in.
public struct InboxContext: Sendable {
    /// The entry's id, which the client was answered with; the same in all attempts.
    public let id: JobID
    /// The route, or the sender, that the entry is of.
    public let queue: InboxQueue
    /// Which attempt this is, from 1. Attempts that a process died in count.
    public let attempt: Int
    /// How many attempts there are in all.
    public let attemptLimit: Int
    /// When the request was accepted.
    public let received: Date
    /// What middlewares have added when it was.
    public let metadata: [String: String]
    /// A logger that says which entry it is.
    public let logger: Logger
    /// Where to send messages. Their spans belong to this attempt's.
    public let inbox: Inbox

    private let span: (any RecordingSpan)?

    /// How often the entry was tried before.
    public var retries: Int { attempt - 1 }

    init(_ context: JobContext, of queue: InboxQueue, in inbox: Inbox) {
        id = context.id
        self.queue = queue
        attempt = context.attempt
        attemptLimit = context.attemptLimit
        received = context.enqueued
        metadata = context.metadata
        var logger = inbox.options.logger
        logger[metadataKey: "entry"] = "\(context.id)"
        logger[metadataKey: "queue"] = "\(queue)"
        self.logger = logger
        self.inbox = inbox
        span = context.span
    }

    /// What was added to ``Inbox/Options/dependencies`` as this type.
    ///
    /// - Throws: ``MissingDependency``, which says what to add.
    public func dependency<Value: Sendable>(_ type: Value.Type = Value.self) throws -> Value {
        try inbox.options.dependencies.value(type)
    }

    /// Sets attributes of the attempt's span.
    public func setAttributes(_ attributes: Attributes) {
        guard let span, span.isRecording else { return }
        span.setAttributes(attributes)
    }
}
