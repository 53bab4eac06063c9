extension Configuration {
    /// How ended spans are collected before they are exported.
    ///
    /// Source: [OpenTelemetry, Batching processor](https://opentelemetry.io/docs/specs/otel/trace/sdk/#batching-processor).
    public struct Batch: Sendable, Hashable {
        /// How long a span waits at most before it is exported (`OTEL_BSP_SCHEDULE_DELAY`).
        public var scheduleDelay: Duration = .milliseconds(5000)

        /// How long the export of one batch takes at most (`OTEL_BSP_EXPORT_TIMEOUT`).
        public var exportTimeout: Duration = .milliseconds(30_000)

        /// How many spans wait at most; the next ones are dropped and counted (`OTEL_BSP_MAX_QUEUE_SIZE`).
        public var maxQueueSize: Int = 2048

        /// How many spans are exported at once. It is never more than ``maxQueueSize``
        /// (`OTEL_BSP_MAX_EXPORT_BATCH_SIZE`).
        public var maxExportBatchSize: Int = 512

        /// How many bytes the waiting spans hold at most; the next spans are dropped and counted.
        public var maxQueueBytes: Int = 64 << 20

        public init() {}

        /// Every span on its own, as soon as it ends: the specification's simple processor. For tests and command-line
        /// tools; a server would spend more on requests than on its work.
        public static var simple: Batch {
            var batch = Batch()
            batch.scheduleDelay = .zero
            batch.maxExportBatchSize = 1
            return batch
        }
    }
}

extension Configuration.Batch: CustomStringConvertible {
    public var description: String {
        """
        scheduleDelay \(scheduleDelay), exportTimeout \(exportTimeout), maxQueueSize \(maxQueueSize), \
        maxExportBatchSize \(maxExportBatchSize), maxQueueBytes \(maxQueueBytes)
        """
    }
}
