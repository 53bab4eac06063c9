public import Foundation

/// What a worker asks for.
public struct ClaimRequest: Hashable, Sendable {
    /// The worker's name.
    public var worker: String
    /// For how long the jobs are the worker's, unless it extends that.
    public var lease: Duration
    /// How many jobs at most.
    public var limit: Int
    /// The queues, those first that go first where there is more work than ``limit``.
    public var queues: [QueueShare]

    public init(worker: String, lease: Duration, limit: Int, queues: [QueueShare]) {
        self.worker = worker
        self.lease = lease
        self.limit = limit
        self.queues = queues
    }
}

/// How much of a claim a queue gets.
public struct QueueShare: Hashable, Sendable {
    public var queue: String
    /// How many jobs before the other queues get what is left.
    public var share: Int
    /// How many at most.
    public var limit: Int

    public init(queue: String, share: Int, limit: Int) {
        self.queue = queue
        self.share = share
        self.limit = limit
    }
}

/// One claim of one job. The next claim of the same job has another number.
public struct ClaimID: Hashable, Sendable {
    public var job: JobID
    public var number: Int64

    public init(job: JobID, number: Int64) {
        self.job = job
        self.number = number
    }
}

/// A job that its claimant is to run.
public struct ClaimedEntry: Hashable, Sendable {
    public var claim: ClaimID
    public var queue: String
    /// Which attempt this is, from 1.
    public var attempt: Int
    public var attemptLimit: Int
    public var enqueued: Date
    /// When the job became due.
    public var due: Date
    public var group: String?
    public var message: [UInt8]

    public init(
        claim: ClaimID,
        queue: String,
        attempt: Int,
        attemptLimit: Int,
        enqueued: Date,
        due: Date,
        group: String? = nil,
        message: [UInt8]
    ) {
        self.claim = claim
        self.queue = queue
        self.attempt = attempt
        self.attemptLimit = attemptLimit
        self.enqueued = enqueued
        self.due = due
        self.group = group
        self.message = message
    }
}

/// What a worker learns when it extends a lease.
public enum LeaseState: Hashable, Sendable {
    /// The lease goes on.
    case held
    /// The job is somebody else's by now, or has ended.
    case lost
    /// The lease goes on, but the job is to be cancelled.
    case cancelling
}

/// What a worker asks for that looks after the jobs of others.
public struct RescueRequest: Hashable, Sendable {
    /// The worker's name.
    public var worker: String
    /// For how long the jobs are the worker's.
    public var lease: Duration
    /// How many jobs at most.
    public var limit: Int
    /// The worker's own claims, which it does not need to be rescued from: it may have been frozen, and be late to extend them.
    public var sparing: Set<ClaimID>
    /// The queues whose jobs are meant; `nil` for all.
    public var queues: [String]?

    public init(
        worker: String,
        lease: Duration,
        limit: Int,
        sparing: Set<ClaimID> = [],
        queues: [String]? = nil
    ) {
        self.worker = worker
        self.lease = lease
        self.limit = limit
        self.sparing = sparing
        self.queues = queues
    }
}

/// A job whose lease had run out.
public struct RescuedEntry: Hashable, Sendable {
    /// The job and its attempt, by a claim of the rescuer's.
    public var entry: ClaimedEntry
    /// Who had run it.
    public var worker: String
    /// Whether somebody has cancelled it.
    public var isCancelling: Bool

    public init(entry: ClaimedEntry, worker: String, isCancelling: Bool) {
        self.entry = entry
        self.worker = worker
        self.isCancelling = isCancelling
    }
}
