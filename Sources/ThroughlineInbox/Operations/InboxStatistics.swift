public import Foundation

/// A route, or a sender, in figures.
public struct InboxStatistics: Sendable, Hashable, Codable {
    public var queue: InboxQueue
    /// How many wait, now or for their time.
    public var waiting: Int
    /// How many wait for an earlier one, in order.
    public var blocked: Int
    public var processing: Int
    /// How many are in the error queue.
    public var errors: Int
    /// How many have succeeded since the broker was set up.
    public var succeeded: Int
    /// How many have gone to the error queue since.
    public var failed: Int
    /// Since when the one that has waited longest is due.
    public var oldestDue: Date?
    public var isReceivingPaused: Bool
    public var isProcessingPaused: Bool
    /// How long attempts took, of the workers of the last day.
    public var attempts: Attempts

    /// How long attempts took. Percentiles are at most a tenth too high.
    public struct Attempts: Sendable, Hashable, Codable {
        public var count: Int
        public var failures: Int
        /// In seconds, as the others; `nil` where there were none.
        public var mean: Double?
        public var median: Double?
        public var p95: Double?
        public var p99: Double?

        init(_ sketch: DurationSketch) {
            count = sketch.count
            failures = sketch.failures
            mean = sketch.mean
            median = sketch.quantile(0.5)
            p95 = sketch.quantile(0.95)
            p99 = sketch.quantile(0.99)
        }
    }
}
