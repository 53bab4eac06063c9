public import Foundation
public import ThroughlineJobs

/// A request that was accepted, or a message that was sent, as it stands.
public struct InboxEntry: Sendable, Hashable, Codable {
    public enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// It is due, and waits for a worker.
        case ready
        /// It waits for its next attempt.
        case scheduled
        /// It waits for an earlier one, in order.
        case blocked
        case processing
        /// It is in the error queue.
        case failed
    }

    public var id: JobID
    public var queue: InboxQueue
    public var state: State
    /// Its place in the order in which entries were stored.
    public var position: Int64
    /// How many attempts there were, the one under way included.
    public var attempts: Int
    public var attemptLimit: Int
    public var received: Date
    /// When it is due, or was.
    public var due: Date
    /// When it went to the error queue.
    public var failed: Date?
    /// What the last attempt failed with.
    public var error: String?
    /// Who processes it, or did last.
    public var worker: String?
    public var orderingKey: String?
    /// The body, as text; `nil` where it is encrypted.
    public var payload: String?
    public var metadata: [String: String]
    /// The trace that it belongs to, as the tracing backend wrote it: `traceparent` and the like.
    public var carrier: [String: String]

    /// `nil` where the job is no inbox's.
    init?(_ job: StoredJob) {
        guard let queue = InboxQueue(job.queue), let state = State(job.state) else { return nil }
        id = job.id
        self.queue = queue
        self.state = state
        position = job.position
        attempts = job.attempt
        attemptLimit = job.attemptLimit
        received = job.enqueued
        due = job.due
        failed = job.ended
        error = job.error
        worker = job.worker
        orderingKey = job.orderingKey
        payload = job.payload.map { String(decoding: $0, as: UTF8.self) }
        metadata = job.metadata
        carrier = job.carrier
    }
}

extension InboxEntry.State {
    fileprivate init?(_ state: JobState) {
        switch state {
        case .ready: self = .ready
        case .scheduled: self = .scheduled
        case .blocked: self = .blocked
        case .running: self = .processing
        case .dead: self = .failed
        case .succeeded, .failed, .cancelled: return nil
        }
    }

    var jobState: JobState {
        switch self {
        case .ready: .ready
        case .scheduled: .scheduled
        case .blocked: .blocked
        case .processing: .running
        case .failed: .dead
        }
    }
}
