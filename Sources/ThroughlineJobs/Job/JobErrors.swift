/// An error that says what is to become of the job, beside the one that led to it, which is what is told of.
protocol Instruction: ErrorWithCause {
    var error: any Error { get }
}

/// An error after which the next attempt, where there is to be one, waits for as long as this says, and not as the job's
/// ``RetryPolicy`` has it.
///
/// ```swift
/// throw RetryLater(RateLimited(), after: .seconds(30))
/// ```
public struct RetryLater: Instruction, CustomStringConvertible {
    /// What went wrong.
    public let error: any Error
    public let delay: Duration
    public var underlyingError: (any Error)? { error }

    public init(_ error: any Error, after delay: Duration) {
        self.error = error
        self.delay = max(.zero, delay)
    }

    public var description: String { "\(error)" }
}

/// An error that another attempt would not mend: the job becomes a dead letter at once.
///
/// ```swift
/// throw PermanentFailure(CardDeclined())
/// ```
public struct PermanentFailure: Instruction, CustomStringConvertible {
    /// What went wrong.
    public let error: any Error
    public var underlyingError: (any Error)? { error }

    public init(_ error: any Error) {
        self.error = error
    }

    public var description: String { "\(error)" }
}

/// An attempt took longer than the job's timeout.
public struct JobTimeout: Error, Hashable, CustomStringConvertible {
    public let timeout: Duration

    public var description: String { "the attempt took longer than \(timeout)" }
}

/// An attempt's lease went to another worker, because this one did not extend it in time. What the attempt did may be done
/// twice; its outcome is not recorded.
public struct LeaseLost: Error, Hashable, CustomStringConvertible {
    public var description: String { "the lease was lost" }
}

/// The worker that ran an attempt died, or was out of reach for longer than its lease.
public struct WorkerLost: Error, Hashable, CustomStringConvertible {
    public let worker: String

    public var description: String { "worker \(worker) died, or was frozen for longer than its lease" }
}

/// A job was cancelled.
public struct JobCancelled: Error, Hashable, CustomStringConvertible {
    public var description: String { "the job was cancelled" }
}

/// The worker had to stop before the attempt was over. It does not count; another worker tries again.
public struct WorkerStopped: Error, Hashable, CustomStringConvertible {
    public var description: String { "the worker stopped" }
}
