/// A job that was enqueued.
///
/// As `Codable` it is its id alone, so that a web process can hand it out, and another one ask for the result:
///
/// ```swift
/// let size = try await queue.result(of: JobHandle<Resize>(id: id))
/// ```
public struct JobHandle<J: Job>: Hashable, Sendable {
    /// The job's id.
    public let id: JobID
    /// Whether it is another job's, which was enqueued before and keeps this one from being needed. Not known of a handle that
    /// was made from an id.
    public let isDuplicate: Bool

    /// A job of which only the id is known.
    public init(id: JobID) {
        self.id = id
        isDuplicate = false
    }

    init(_ outcome: EnqueueOutcome) {
        id = outcome.id
        isDuplicate = outcome.isDuplicate
    }
}

extension JobHandle: Codable {
    public init(from decoder: any Decoder) throws {
        self.init(id: try JobID(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        try id.encode(to: encoder)
    }
}

extension EnqueueOutcome {
    /// Whether nothing was stored.
    var isDuplicate: Bool {
        if case .enqueued = self { false } else { true }
    }
}
