import Foundation
import ThroughlineInbox

/// An entry as `--json` shows it.
struct EntryReport: Encodable {
    var id: String
    var queue: String
    var state: InboxEntry.State
    var attempts: Int
    var attemptLimit: Int
    var received: Date
    var due: Date
    @OrNull var failed: Date?
    @OrNull var error: String?
    @OrNull var worker: String?
    @OrNull var orderingKey: String?
    /// `null` where it is encrypted or cannot be read.
    @OrNull var payload: String?
    var metadata: [String: String]
    var carrier: [String: String]

    init(_ entry: InboxEntry) {
        id = entry.id.description
        queue = entry.queue.description
        state = entry.state
        attempts = entry.attempts
        attemptLimit = entry.attemptLimit
        received = entry.received
        due = entry.due
        failed = entry.failed
        error = entry.error
        worker = entry.worker
        // As the application has it: it is stored with a sign before it, beside that of a route all in order.
        orderingKey = entry.orderingKey.map { $0.hasPrefix("=") ? String($0.dropFirst()) : $0 }
        payload = entry.payload
        metadata = entry.metadata
        carrier = entry.carrier
    }
}

/// A route or a sender as `--json` shows it.
struct InboxQueueReport: Encodable {
    var queue: String
    var waiting: Int
    var blocked: Int
    var processing: Int
    var errors: Int
    var succeeded: Int
    var failed: Int
    @OrNull var oldestDue: Date?
    var isReceivingPaused: Bool
    var isProcessingPaused: Bool
    var attempts: Attempts

    /// How long attempts took, in seconds.
    struct Attempts: Encodable {
        var count: Int
        var failures: Int
        @OrNull var mean: Double?
        @OrNull var median: Double?
        @OrNull var p95: Double?
        @OrNull var p99: Double?

        init(_ attempts: InboxStatistics.Attempts) {
            count = attempts.count
            failures = attempts.failures
            mean = attempts.mean
            median = attempts.median
            p95 = attempts.p95
            p99 = attempts.p99
        }
    }

    init(_ statistics: InboxStatistics) {
        queue = statistics.queue.description
        waiting = statistics.waiting
        blocked = statistics.blocked
        processing = statistics.processing
        errors = statistics.errors
        succeeded = statistics.succeeded
        failed = statistics.failed
        oldestDue = statistics.oldestDue
        isReceivingPaused = statistics.isReceivingPaused
        isProcessingPaused = statistics.isProcessingPaused
        attempts = Attempts(statistics.attempts)
    }
}
