/// Collects the records of one signal, and exports them in batches from a task of its own.
///
/// A batch goes as soon as it is full, and whatever waits goes after ``Configuration/Batch/scheduleDelay``. While the
/// collector is away, records wait, in bounded memory; those for which there is no room are dropped, counted, and reported
/// once a minute.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/sdk/#batching-processor,
/// https://opentelemetry.io/docs/specs/otel/logs/sdk/#batching-processor
final class BatchProcessor: Sendable {
    private let queue: RecordQueue
    /// How many records can wait.
    let capacity: Int
    private let maxBatchSize: Int
    private let exportTimeout: Duration
    private let shutdownTimeout: Duration
    private let orders = ExportOrders()
    private let worker: Task<Void, Never>
    let counts = ExportCounts()

    init(
        exporter: BatchExporter,
        configuration: Configuration.Batch,
        shutdownTimeout: Duration,
        resource: EncodedResource,
        diagnostics: Diagnostics
    ) {
        queue = RecordQueue(
            maxRecords: configuration.maxQueueSize,
            maxBytes: configuration.maxQueueBytes,
            attributeField: exporter.signal.attributeField
        )
        capacity = configuration.maxQueueSize
        maxBatchSize = configuration.maxExportBatchSize
        exportTimeout = configuration.exportTimeout
        self.shutdownTimeout = shutdownTimeout
        worker = ExportWorker(
            queue: queue,
            exporter: exporter,
            configuration: configuration,
            resource: resource,
            orders: orders,
            counts: counts,
            diagnostics: diagnostics
        ).start()
    }

    deinit {
        orders.orderShutdown(within: .zero)
    }

    /// The records that wait for export, those of a batch on its way included.
    var waitingCount: Int { queue.load.records }

    @inline(__always)
    func append(_ record: some QueuedRecord) {
        switch queue.append(record) {
        case .accepted(let before, let after):
            let isFirst = before.records == 0
            let fillsBatch =
                before.records < maxBatchSize && after.records >= maxBatchSize
                || before.bytes < queue.fullBytes && after.bytes >= queue.fullBytes
            if isFirst || fillsBatch { orders.wakeup.signal() }
        case .full:
            counts.droppedBecauseFull()
        case .closed:
            counts.droppedBecauseShutDown(1)
        }
    }

    func forceFlush() async {
        await orders.flush(within: exportTimeout)
    }

    func shutdown() async {
        await orders.shutDown(within: shutdownTimeout)
    }
}
