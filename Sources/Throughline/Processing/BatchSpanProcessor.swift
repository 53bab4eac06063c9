/// Collects ended spans, and exports them in batches from a task of its own.
///
/// A batch goes as soon as it is full, and whatever waits goes after ``Configuration/Batch/scheduleDelay``. While the
/// collector is away, spans wait, in bounded memory; those for which there is no room are dropped, counted, and reported
/// once a minute.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/sdk/#batching-processor
final class BatchSpanProcessor: SpanProcessor {
    private let queue: SpanQueue
    private let maxBatchSize: Int
    private let exportTimeout: Duration
    private let shutdownTimeout: Duration
    private let orders = ExportOrders()
    private let worker: Task<Void, Never>
    let counts = ExportCounts()

    init(
        exporter: any SpanExporter,
        configuration: Configuration.Batch,
        shutdownTimeout: Duration,
        resource: EncodedResource,
        diagnostics: Diagnostics
    ) {
        queue = SpanQueue(maxSpans: configuration.maxQueueSize, maxBytes: configuration.maxQueueBytes)
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

    /// The spans that wait for export, those of a batch on its way included.
    var waitingCount: Int { queue.load.spans }

    func onEnd(_ span: RecordedSpan) {
        guard span.isSampled else { return }
        switch queue.append(span) {
        case .accepted(let before, let after):
            let isFirst = before.spans == 0
            let fillsBatch =
                before.spans < maxBatchSize && after.spans >= maxBatchSize
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
