public import Foundation

/// What a worker says of itself, again and again, for people who look at the broker.
public struct WorkerReport: Hashable, Sendable, Codable {
    /// What a worker does.
    public enum State: String, Hashable, Sendable, Codable {
        /// It takes on jobs.
        case working
        /// It takes on nothing more, and waits for its jobs to end.
        case draining
        case stopped
    }

    public var name: String
    /// The machine that it is on, and its process there.
    public var host: String
    public var process: Int32
    public var started: Date
    /// When it said so.
    public var seen: Date
    /// After how many seconds it says so again.
    public var interval: Double
    public var state: State
    /// The queues that it serves.
    public var queues: [String]
    /// How many jobs it runs at once, at most.
    public var concurrency: Int
    /// How many it runs.
    public var running: Int
    /// What else it has to say, for who knows what it does. A broker does not look into it.
    public var details: [UInt8]?

    public init(
        name: String,
        host: String,
        process: Int32,
        started: Date,
        seen: Date,
        interval: Double,
        state: State,
        queues: [String],
        concurrency: Int,
        running: Int,
        details: [UInt8]? = nil
    ) {
        self.name = name
        self.host = host
        self.process = process
        self.started = started
        self.seen = seen
        self.interval = interval
        self.state = state
        self.queues = queues
        self.concurrency = concurrency
        self.running = running
        self.details = details
    }

    /// Whether it should have been heard of since: it has died, is frozen, or cannot reach the broker.
    public func isOverdue(at now: Date) -> Bool {
        state != .stopped && now.timeIntervalSince(seen) > max(interval, 0.1) * 3
    }

    /// For how long a broker keeps what a worker said last.
    package static let lifetime: TimeInterval = 86_400
}
