public import Foundation

/// A job as a broker gets it.
public struct BrokerEntry: Hashable, Sendable {
    public var id: JobID
    public var queue: String
    /// Higher ones go first.
    public var priority: Int
    /// When it is due; `nil` for now.
    public var start: Date?
    /// How many attempts there may be: one at least.
    public var attemptLimit: Int
    public var group: String?
    /// Drops this one if there is another with the same key.
    public var uniqueKey: String?
    /// What a job with the same key has to be equal in, as a digest: one that is not is told apart (``EnqueueOutcome/conflict(with:)``).
    public var uniqueDigest: [UInt8]?
    /// For how long the key stays taken; `nil` until the job has ended.
    public var uniqueWindow: Duration?
    /// Whether a job that has succeeded has the key for as long as it is kept, where there is no ``uniqueWindow``.
    public var keepsKey: Bool
    /// For how long the job is kept after it has ended well; `nil` for not at all.
    public var keep: Duration?
    /// Jobs of a queue with the same key are run one at a time, in the order in which they were enqueued: one that is to be tried
    /// again holds those up that come after it.
    public var orderingKey: String?
    /// What the claimant gets. A broker does not look into it.
    public var message: [UInt8]

    public init(
        id: JobID,
        queue: String,
        priority: Int = 0,
        start: Date? = nil,
        attemptLimit: Int = 1,
        group: String? = nil,
        uniqueKey: String? = nil,
        uniqueDigest: [UInt8]? = nil,
        uniqueWindow: Duration? = nil,
        keepsKey: Bool = false,
        keep: Duration? = nil,
        orderingKey: String? = nil,
        message: [UInt8]
    ) {
        self.id = id
        self.queue = queue
        self.priority = priority
        self.start = start
        self.attemptLimit = attemptLimit
        self.group = group
        self.uniqueKey = uniqueKey
        self.uniqueDigest = uniqueDigest
        self.uniqueWindow = uniqueWindow
        self.keepsKey = keepsKey
        self.keep = keep
        self.orderingKey = orderingKey
        self.message = message
    }
}

/// What became of a job that was enqueued.
public enum EnqueueOutcome: Hashable, Sendable {
    case enqueued(JobID)
    /// Another job has the same unique key. Nothing was stored.
    case duplicate(of: JobID)
    /// Another job has the same unique key, and another digest. Nothing was stored.
    case conflict(with: JobID)

    /// The job's id, or the other's.
    public var id: JobID {
        switch self {
        case .enqueued(let id), .duplicate(of: let id), .conflict(with: let id): id
        }
    }
}
