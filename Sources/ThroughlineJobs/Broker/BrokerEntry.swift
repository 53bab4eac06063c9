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
    /// For how long the key stays taken; `nil` until the job has ended.
    public var uniqueWindow: Duration?
    /// Whether a job that has succeeded has the key for as long as it is kept, where there is no ``uniqueWindow``.
    public var keepsKey: Bool
    /// For how long the job is kept after it has ended well; `nil` for not at all.
    public var keep: Duration?
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
        uniqueWindow: Duration? = nil,
        keepsKey: Bool = false,
        keep: Duration? = nil,
        message: [UInt8]
    ) {
        self.id = id
        self.queue = queue
        self.priority = priority
        self.start = start
        self.attemptLimit = attemptLimit
        self.group = group
        self.uniqueKey = uniqueKey
        self.uniqueWindow = uniqueWindow
        self.keepsKey = keepsKey
        self.keep = keep
        self.message = message
    }
}

/// What became of a job that was enqueued.
public enum EnqueueOutcome: Hashable, Sendable {
    case enqueued(JobID)
    /// Another job has the same unique key. Nothing was stored.
    case duplicate(of: JobID)

    /// The job's id, or the other's.
    public var id: JobID {
        switch self {
        case .enqueued(let id), .duplicate(of: let id): id
        }
    }
}
