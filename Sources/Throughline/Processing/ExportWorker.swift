/// The task that takes spans out of a ``SpanQueue`` and hands them to an exporter, one batch after the other.
struct ExportWorker: Sendable {
    let queue: SpanQueue
    let exporter: any SpanExporter
    let configuration: Configuration.Batch
    let resource: EncodedResource
    let orders: ExportOrders
    let counts: ExportCounts
    let diagnostics: Diagnostics

    /// Where the worker and its exporter run.
    private let executor: ExportExecutor
    private let limit: TimeLimit

    /// The pause after a batch that did not arrive doubles from the first to the last of these.
    private static let pauses: (first: Duration, last: Duration) = (.seconds(1), .seconds(30))

    /// What only the running task touches.
    private struct Work: ~Copyable {
        var assembler: BatchAssembler
        /// A batch that did not arrive, and is sent again.
        var held: BatchAssembler.Assembled?
        var pause = ExportWorker.pauses.first
        var reportedDrops = 0
        /// When what waits now is exported, also if it does not fill a batch.
        var due: ContinuousClock.Instant?
        let alarm: Alarm
    }

    init(
        queue: SpanQueue,
        exporter: any SpanExporter,
        configuration: Configuration.Batch,
        resource: EncodedResource,
        orders: ExportOrders,
        counts: ExportCounts,
        diagnostics: Diagnostics
    ) {
        self.queue = queue
        self.exporter = exporter
        self.configuration = configuration
        self.resource = resource
        self.orders = orders
        self.counts = counts
        self.diagnostics = diagnostics
        executor = ExportExecutor(label: "throughline.export")
        limit = TimeLimit(on: executor)
    }

    /// Starts to work, until a shutdown is ordered.
    func start() -> Task<Void, Never> {
        Task.detached(executorPreference: executor) { await run() }
    }

    private func run() async {
        var work = Work(
            assembler: BatchAssembler(
                queue: queue,
                resource: resource,
                maxBatchSize: configuration.maxExportBatchSize
            ),
            alarm: Alarm { [wakeup = orders.wakeup] in
                wakeup.signal()
                return nil
            }
        )
        while true {
            let asked = orders.take()
            if let timeout = asked.shutdown {
                await finish(&work, within: timeout)
                for flush in asked.flushes { flush.resume() }
                orders.finish()
                return
            }
            if !asked.flushes.isEmpty {
                await exportAll(&work)
                let exporter = exporter
                _ = await limit.run(for: configuration.exportTimeout) { await exporter.forceFlush() }
                for flush in asked.flushes { flush.resume() }
                continue
            }
            reportDrops(&work)
            if work.held != nil {
                await pause(&work)
            } else if isBatchFull {
                await exportNext(&work)
                work.due = nil
            } else if queue.load.spans == 0 {
                work.due = nil
                await orders.wakeup.wait()  // the first span signals it
            } else if let due = work.due, due <= .now {
                await exportAll(&work)
                work.due = nil
            } else {
                let due = work.due ?? .now + configuration.scheduleDelay
                work.due = due
                work.alarm.set(for: due)
                await orders.wakeup.wait()
            }
        }
    }

    private var isBatchFull: Bool {
        let load = queue.load
        return load.spans >= configuration.maxExportBatchSize || load.bytes >= BatchAssembler.maxBatchBytes
    }

    /// Exports everything that waits now; stops early if it does not arrive.
    private func exportAll(_ work: inout Work) async {
        var left = queue.load.spans
        while left > 0 {
            let before = queue.load.spans
            guard await exportNext(&work) else { return }
            left -= max(before - queue.load.spans, 1)
        }
    }

    /// Exports the batch that is held, or else the next one.
    ///
    /// - Returns: Whether there was one, and it is settled.
    @discardableResult
    private func exportNext(_ work: inout Work, within timeout: Duration? = nil) async -> Bool {
        guard let next = work.held ?? work.assembler.next() else { return false }
        work.held = nil
        let exporter = exporter
        let timeout = timeout ?? configuration.exportTimeout
        let outcome = await limit.run(for: timeout) { await exporter.export(next.batch) }
        let count = next.batch.count
        switch outcome {
        case .success:
            counts.exported(count)
        case .partialSuccess(let rejected, let message):
            let rejected = min(max(rejected, 0), count)
            counts.exported(count - rejected)
            counts.failed(rejected)
            let reason = message.isEmpty ? "no reason given" : message
            diagnostics.warning(
                "partial success",
                rejected > 0
                    ? "The collector refused \(rejected) of \(count) spans: \(reason)"
                    : "The collector warns: \(reason)"
            )
        case .failure(let reason):
            counts.failed(count)
            diagnostics.warning("export failed", "Lost \(count) spans, which will not be sent again: \(reason)")
        case .retryable(let reason):
            work.held = next
            diagnostics.warning(
                "export postponed",
                "Spans do not arrive, and wait to be sent again (\(queue.load.spans) of at most \(configuration.maxQueueSize)): \(reason)"
            )
            return false
        case nil:
            counts.failed(count)
            diagnostics.warning("export failed", "Lost \(count) spans: the exporter did not return within \(timeout)")
        }
        queue.release(spans: count, bytes: next.spanBytes)
        work.pause = Self.pauses.first
        return true
    }

    /// Waits before a held batch is sent again; a flush or a shutdown cuts the pause short.
    private func pause(_ work: inout Work) async {
        let end = ContinuousClock.now + work.pause
        work.pause = min(work.pause * 2, Self.pauses.last)
        while !orders.hasOrders {
            guard end > .now else {
                await exportNext(&work)
                return
            }
            work.alarm.set(for: end)
            await orders.wakeup.wait()
        }
    }

    /// Exports what it can until the time is over, drops the rest, and shuts the exporter down.
    private func finish(_ work: inout Work, within timeout: Duration) async {
        work.alarm.cancel()
        let end = ContinuousClock.now + timeout
        while queue.load.spans > 0 {
            let left = ContinuousClock.now.duration(to: end)
            guard left > .zero else { break }
            if await !exportNext(&work, within: min(left, configuration.exportTimeout)) {
                guard work.held != nil else { break }
                try? await Task.sleep(for: min(.milliseconds(100), ContinuousClock.now.duration(to: end)))
            }
        }
        let lost = queue.load
        if lost.spans > 0 {
            queue.release(spans: lost.spans, bytes: lost.bytes)
            counts.droppedBecauseShutDown(lost.spans)
            diagnostics.warning(
                "lost at shutdown",
                "Lost \(lost.spans) spans that could not be exported within \(timeout)"
            )
        }
        reportDrops(&work)
        let exporter = exporter
        _ = await limit.run(for: max(ContinuousClock.now.duration(to: end), .seconds(1))) {
            await exporter.shutdown()
        }
    }

    private func reportDrops(_ work: inout Work) {
        let dropped = counts.queueFull
        guard dropped > work.reportedDrops else { return }
        let new = dropped - work.reportedDrops
        let isSaid = diagnostics.warning(
            "queue full",
            """
            Dropped \(new) spans, because \(configuration.maxQueueSize) wait for export already. Raise \
            OTEL_BSP_MAX_QUEUE_SIZE, sample fewer traces, or see whether the collector keeps up.
            """
        )
        if isSaid { work.reportedDrops = dropped }
    }
}
