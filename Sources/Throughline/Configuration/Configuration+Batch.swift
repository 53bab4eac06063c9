extension Configuration {
    /// How the records of a signal, ended spans or log records, are collected before they are exported.
    ///
    /// Sources: [Batching processor](https://opentelemetry.io/docs/specs/otel/trace/sdk/#batching-processor) of spans, and
    /// [of log records](https://opentelemetry.io/docs/specs/otel/logs/sdk/#batching-processor).
    public struct Batch: Sendable, Hashable {
        /// How long a record waits at most before it is exported: a span five seconds by default, a log record one
        /// (`OTEL_BSP_SCHEDULE_DELAY`, `OTEL_BLRP_SCHEDULE_DELAY`).
        public var scheduleDelay: Duration = .milliseconds(5000)

        /// How long the export of one batch takes at most (`OTEL_BSP_EXPORT_TIMEOUT`,
        /// `OTEL_BLRP_EXPORT_TIMEOUT`).
        public var exportTimeout: Duration = .milliseconds(30_000)

        /// How many records wait at most; the next ones are dropped and counted (`OTEL_BSP_MAX_QUEUE_SIZE`,
        /// `OTEL_BLRP_MAX_QUEUE_SIZE`).
        public var maxQueueSize: Int = 2048

        /// How many records are exported at once. It is never more than ``maxQueueSize``
        /// (`OTEL_BSP_MAX_EXPORT_BATCH_SIZE`, `OTEL_BLRP_MAX_EXPORT_BATCH_SIZE`).
        public var maxExportBatchSize: Int = 512

        /// How many bytes the waiting records hold at most; the next ones are dropped and counted.
        public var maxQueueBytes: Int = 64 << 20

        public init() {}

        /// Every record on its own, as soon as it is there: the specification's simple processor. For tests and command-line
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
