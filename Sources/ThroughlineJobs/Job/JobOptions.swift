public import Foundation

/// How a job is to be run. What is `nil` is decided by ``Job/options``, and then by the default.
public struct JobOptions: Sendable {
    /// The queue; `default` unless something else is said.
    public var queue: String?
    /// What this one job is called, for people: `receipt 4711`.
    public var name: String?
    /// The group that the job belongs to.
    public var group: String?
    /// Jobs of a higher priority are run first, always: where there is no end to them, lower ones wait for ever. 0 unless
    /// something else is said.
    public var priority: Int?
    /// When the job may run; at once unless something else is said.
    public var start: JobStart?
    /// How long one attempt may take; without limit unless something else is said.
    public var timeout: Duration?
    /// How often, and when, the job is tried again.
    public var retry: RetryPolicy?
    /// Whether it must be the only one of its kind.
    public var unique: Uniqueness?
    /// Whether the first failure ends the job, without further attempts and without a dead letter.
    public var ackFailure: Bool?
    /// For how long the job and its result are kept when it has ended well, or its failure was acknowledged; not at all unless
    /// something else is said, and for a day where the job is enqueued with a group, or in a chain.
    public var keep: Duration?
    /// For how long the result counts for equal jobs: while it is kept, and while the job waits or runs, another one of the same
    /// type and arguments (or the same key, see ``unique``) is not run, and its handle is that of the first. A job that has
    /// failed is run again.
    public var cached: Duration?
    /// A job that is enqueued with the outcome when this one has ended.
    public var hook: (any OutcomeJob.Type)?
    /// Jobs of a queue with the same key are run one at a time, in the order in which they were enqueued. One that is to be
    /// tried again holds up those that come after it; one that has ended, also as a dead letter, lets the next go.
    public var orderingKey: String?
    /// Whether ``Job/options`` decide what is `nil` here. If not, they have no say: so a job can do without what its type has.
    public var inherits: Bool

    public init(
        queue: String? = nil,
        name: String? = nil,
        group: String? = nil,
        priority: Int? = nil,
        start: JobStart? = nil,
        timeout: Duration? = nil,
        retry: RetryPolicy? = nil,
        unique: Uniqueness? = nil,
        ackFailure: Bool? = nil,
        keep: Duration? = nil,
        cached: Duration? = nil,
        hook: (any OutcomeJob.Type)? = nil,
        orderingKey: String? = nil,
        inherits: Bool = true
    ) {
        self.queue = queue
        self.name = name
        self.group = group
        self.priority = priority
        self.start = start
        self.timeout = timeout
        self.retry = retry
        self.unique = unique
        self.ackFailure = ackFailure
        self.keep = keep
        self.cached = cached
        self.hook = hook
        self.orderingKey = orderingKey
        self.inherits = inherits
    }

    /// These options, and for what they do not say, those.
    func over(_ other: JobOptions) -> JobOptions {
        guard inherits else { return self }
        return JobOptions(
            queue: queue ?? other.queue,
            name: name ?? other.name,
            group: group ?? other.group,
            priority: priority ?? other.priority,
            start: start ?? other.start,
            timeout: timeout ?? other.timeout,
            retry: retry ?? other.retry,
            unique: unique ?? other.unique,
            ackFailure: ackFailure ?? other.ackFailure,
            keep: keep ?? other.keep,
            cached: cached ?? other.cached,
            hook: hook ?? other.hook,
            orderingKey: orderingKey ?? other.orderingKey
        )
    }
}

/// When a job may run.
public enum JobStart: Hashable, Sendable {
    case now
    /// After a while.
    case after(Duration)
    /// At a time.
    case at(Date)
}

/// What makes a job the only one of its kind: another one that is enqueued is dropped, and the first one's id is returned.
public struct Uniqueness: Hashable, Sendable {
    /// What jobs are told apart by, within their type; `nil` for their arguments.
    public var key: String?
    /// For how long from the enqueueing; `nil` until the job has ended.
    public var window: Duration?

    /// By the job's arguments.
    public static func arguments(within window: Duration? = nil) -> Self { Self(key: nil, window: window) }
    /// By a key.
    public static func key(_ key: String, within window: Duration? = nil) -> Self { Self(key: key, window: window) }
}
