/// What became of the spans, metrics and log records of a ``Telemetry``, since it started.
///
/// With one exporter, and while nothing happens, every sampled span that has ended is in exactly one of the numbers: exported,
/// failed, dropped or waiting. With several exporters a span is counted once for each; the numbers are read one after the
/// other, while spans go on.
public struct Statistics: Hashable, Sendable {
    /// Why a span or a log record was not exported.
    public enum DropCause: Hashable, Sendable {
        /// The sampler chose not to record it.
        case notSampled
        /// A processor has kept it from being exported.
        case filtered
        /// Too many waited for export already.
        case queueFull
        /// It ended after the shutdown, or could not be exported before that was over.
        case shutdown
    }

    /// Spans that were started, those that the sampler dropped included.
    public let started: Int
    /// Spans that were dropped, by cause; a cause that did not occur is absent.
    public let dropped: [DropCause: Int]
    /// Spans that an exporter has delivered.
    public let exported: Int
    /// Spans that an exporter tried to deliver, and that were refused for good.
    public let failed: Int
    /// Spans that have ended and wait for export.
    public let waiting: Int
    /// What became of the data points of metrics that were collected, by all exporters together.
    public let metrics: Metrics

    /// What became of data points. Each is in exactly one of the numbers.
    public struct Metrics: Hashable, Sendable {
        /// Delivered.
        public let exported: Int
        /// Refused for good, or not delivered and said again by a later collection.
        public let failed: Int
        /// Not delivered before the shutdown was over.
        public let dropped: Int
        /// On their way, or kept to be sent again.
        public let waiting: Int
    }

    /// What became of the log records.
    public let logs: Logs

    /// What became of the log records, by the same rules.
    public struct Logs: Hashable, Sendable {
        /// Log records that were handed to the exporters.
        public let emitted: Int
        /// Log records that were dropped, by cause; a cause that did not occur is absent.
        public let dropped: [DropCause: Int]
        /// Log records that an exporter has delivered.
        public let exported: Int
        /// Log records that an exporter tried to deliver, and that were refused for good.
        public let failed: Int
        /// Log records that wait for export.
        public let waiting: Int
    }
}
