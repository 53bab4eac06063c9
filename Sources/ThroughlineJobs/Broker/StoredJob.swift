public import Foundation

/// Where a job stands.
public enum JobState: String, Hashable, Sendable, CaseIterable, Codable {
    /// It waits for an earlier one of its ordering key to end.
    case blocked
    /// It waits for its time.
    case scheduled
    /// It is due, and waits for a worker.
    case ready
    case running
    case succeeded
    /// It has failed, and that was acknowledged.
    case failed
    case cancelled
    /// It has failed for good, and waits for somebody to look at it.
    case dead

    /// Whether nothing more will happen to it by itself.
    public var hasEnded: Bool {
        switch self {
        case .blocked, .scheduled, .ready, .running: false
        case .succeeded, .failed, .cancelled, .dead: true
        }
    }
}

/// A job as it stands in the broker.
public struct StoredJob: Hashable, Sendable {
    public var id: JobID
    /// Its place in the order in which jobs were enqueued.
    public var position: Int64
    public var queue: String
    public var state: JobState
    public var priority: Int
    public var attempt: Int
    public var attemptLimit: Int
    public var group: String?
    /// What it is run in order by.
    public var orderingKey: String?
    public var enqueued: Date
    public var due: Date
    /// Who runs it, or ran it last.
    public var worker: String?
    /// When the lease of the worker that runs it ends.
    public var leaseEnd: Date?
    /// When it ended.
    public var ended: Date?
    /// What the last attempt failed with.
    public var error: String?
    public var result: [UInt8]?
    public var message: [UInt8]

    public init(
        id: JobID,
        position: Int64,
        queue: String,
        state: JobState,
        priority: Int,
        attempt: Int,
        attemptLimit: Int,
        group: String? = nil,
        orderingKey: String? = nil,
        enqueued: Date,
        due: Date,
        worker: String? = nil,
        leaseEnd: Date? = nil,
        ended: Date? = nil,
        error: String? = nil,
        result: [UInt8]? = nil,
        message: [UInt8]
    ) {
        self.id = id
        self.position = position
        self.queue = queue
        self.state = state
        self.priority = priority
        self.attempt = attempt
        self.attemptLimit = attemptLimit
        self.group = group
        self.orderingKey = orderingKey
        self.enqueued = enqueued
        self.due = due
        self.worker = worker
        self.leaseEnd = leaseEnd
        self.ended = ended
        self.error = error
        self.result = result
        self.message = message
    }
}

/// Which jobs are meant.
public struct EntryFilter: Hashable, Sendable {
    public var queue: String?
    public var group: String?
    public var states: Set<JobState>?
    /// Those that come after this place in the order: the ``StoredJob/position`` of the last one of a page.
    public var after: Int64?
    public var limit: Int

    public init(
        queue: String? = nil,
        group: String? = nil,
        states: Set<JobState>? = nil,
        after: Int64? = nil,
        limit: Int = 1_000
    ) {
        self.queue = queue
        self.group = group
        self.states = states
        self.after = after
        self.limit = limit
    }
}

/// A schedule as it stands in the broker.
public struct StoredSchedule: Hashable, Sendable {
    public var name: String
    /// When it is next for something; `nil` for never again.
    public var next: Date?
    /// How many times there are left; `nil` for any number.
    public var remaining: Int?
    /// What it is for, and when. A broker does not look into it.
    public var definition: [UInt8]

    public init(name: String, next: Date?, remaining: Int?, definition: [UInt8]) {
        self.name = name
        self.next = next
        self.remaining = remaining
        self.definition = definition
    }
}

/// The state of a queue in figures.
public struct QueueStatistics: Hashable, Sendable, Codable {
    public var queue: String
    /// How many wait for an earlier one of their ordering key.
    public var blocked = 0
    public var scheduled = 0
    public var ready = 0
    public var running = 0
    public var dead = 0
    /// How many have ended well since the broker was set up.
    public var succeeded = 0
    /// How many have failed for good since the broker was set up, dead letters included.
    public var failed = 0
    /// Since when the job that has waited longest for a worker is due.
    public var oldestDue: Date?
    /// Whether workers claim nothing from it.
    public var isPaused = false
    /// Whether it is to get no new work.
    public var isClosed = false
    /// How many may run at once.
    public var limit: Int?

    public init(queue: String) {
        self.queue = queue
    }
}
