public import Foundation

/// How a claimed job ended.
public struct Settlement: Hashable, Sendable {
    public enum Outcome: Hashable, Sendable {
        /// Well. The job is deleted, or kept for as long as it said, with its result.
        case succeeded(result: [UInt8]?)
        /// Badly; there is to be another attempt.
        case retry(at: Date, error: String)
        /// Badly, which ends it. It is kept as long as if it had ended well.
        case failed(error: String)
        /// Badly, and somebody has to look at it: it becomes a dead letter.
        case dead(error: String)
        /// Somebody cancelled it.
        case cancelled
        /// It did not end: the attempt does not count, and the job is due at that time.
        case released(at: Date)
    }

    public var claim: ClaimID
    public var outcome: Outcome
    /// Jobs that are enqueued in the same moment: if the settlement counts, and only then.
    public var followers: [BrokerEntry]

    public init(claim: ClaimID, outcome: Outcome, followers: [BrokerEntry] = []) {
        self.claim = claim
        self.outcome = outcome
        self.followers = followers
    }
}

/// What came of a settlement.
public enum SettlementResult: Hashable, Sendable {
    case settled
    /// The claim was not good any more. Nothing happened to the job.
    case lost
    /// Somebody has cancelled the job, so that it can neither succeed nor go on. Nothing happened to it; it is to be settled as
    /// cancelled.
    case cancelling
}

extension Settlement.Outcome {
    /// Whether a job that somebody has cancelled may end like this.
    var isOpenToCancelled: Bool {
        switch self {
        case .succeeded, .retry, .released: false
        case .failed, .dead, .cancelled: true
        }
    }
}
