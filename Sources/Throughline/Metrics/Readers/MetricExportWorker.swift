import OTLP

/// The task that collects metrics and hands them to an exporter, one batch after the other.
///
/// What counts since the last collection is in the batch alone, and is sent again when it did not arrive. As long as it has
/// not, nothing new is collected: measurements go on adding up where they are made, and take no more memory for it. What
/// counts since the start is not sent again, because the next collection says it too, and later.
struct MetricExportWorker: Sendable {
    let exporter: any MetricExporter
    let configuration: Configuration.Metrics
    let resource: ResourceMetrics
    let orders: ExportOrders
    let counts: ExportCounts
    let diagnostics: Diagnostics
    let collect: @Sendable () async -> [ScopeMetrics]
    /// Measures exports; `nil` where nobody asks for it.
    let exportDuration: OperationDuration?
    private let executor = ExportExecutor(label: "throughline.metrics")

    /// Batches that do not arrive for so long stand in the way of all others, and are given up.
    private static let patience = Duration.seconds(300)

    init(
        exporter: any MetricExporter,
        configuration: Configuration.Metrics,
        resource: ResourceMetrics,
        orders: ExportOrders,
        counts: ExportCounts,
        diagnostics: Diagnostics,
        exportDuration: OperationDuration?,
        collect: @escaping @Sendable () async -> [ScopeMetrics]
    ) {
        self.exporter = exporter
        self.configuration = configuration
        self.resource = resource
        self.orders = orders
        self.counts = counts
        self.diagnostics = diagnostics
        self.exportDuration = exportDuration
        self.collect = collect
    }

    /// A batch on its way.
    private struct Outgoing {
        let batch: MetricBatch
        let since: ContinuousClock.Instant
        /// What of it is not yet said to have been handed to the exporter.
        var isNew = true
    }

    /// What only the running task touches.
    private struct Work: ~Copyable {
        let alarm: Alarm
        var due: ContinuousClock.Instant
        /// Whether there is no collection after this one, which would say the same again.
        var isLast = false
        /// What is to be sent before anything else, in its order.
        var outgoing: [Outgoing] = []
        /// A call that has taken too long, and has not returned yet. No other is made before it does.
        var overdue: (call: ExporterCall<ExportOutcome>, batch: Outgoing)?
    }

    /// Starts to work, until a shutdown is ordered.
    func start() -> Task<Void, Never> {
        Task.detached(executorPreference: executor) { await run() }
    }

    private func run() async {
        var work = Work(
            alarm: Alarm { [wakeup = orders.wakeup] in wakeup.signal() },
            due: .now + configuration.exportInterval
        )
        while true {
            if let end = orders.shutdown {
                await finish(&work, by: end)
                return orders.finish()
            }
            settleOverdue(&work)
            if let flush = orders.takeFlush() {
                await collectAndExport(&work, until: .now + configuration.exportTimeout)
                await flushExporter(&work)
                orders.finish(flush)
            } else if work.due <= .now {
                await collectAndExport(&work, until: .now + configuration.exportTimeout)
                work.due = max(work.due + configuration.exportInterval, .now)
            } else {
                work.alarm.set(for: work.due)
                await orders.wakeup.wait()
            }
        }
    }
}

// MARK: - Exporting

extension MetricExportWorker {
    /// Exports what waits from before, and, if that has arrived, what is collected now.
    ///
    /// - Returns: Whether everything has arrived, or never will.
    @discardableResult
    private func collectAndExport(_ work: inout Work, until end: ContinuousClock.Instant) async -> Bool {
        guard work.overdue == nil, await exportOutgoing(&work, until: end) else { return false }
        let collected = await collect()
        work.outgoing = MetricBatch.batches(
            of: collected,
            resource: resource,
            limit: configuration.maxExportBatchSize
        ).map { Outgoing(batch: $0, since: .now) }
        return await exportOutgoing(&work, until: end)
    }

    /// - Returns: Whether nothing is left to be sent again.
    private func exportOutgoing(_ work: inout Work, until end: ContinuousClock.Instant) async -> Bool {
        while !work.outgoing.isEmpty {
            let next = work.outgoing.removeFirst()
            if next.isNew { counts.processed(next.batch.count) }
            counts.departed(next.batch.count)
            let exporter = exporter
            let call = ExporterCall(on: executor, wakeup: orders.wakeup) { [exportDuration] in
                guard let exportDuration else { return await exporter.export(next.batch) }
                return await exportDuration.measure { await exporter.export(next.batch) }
            }
            guard let outcome = await result(of: call, &work, until: end) else {
                call.cancel()
                work.overdue = (call, next)
                diagnostics.warning(
                    "metrics: export overdue",
                    "An exporter has not returned in \(configuration.exportTimeout); \(next.batch.count) data points wait for it"
                )
                return false
            }
            settle(next, outcome, &work)
            if case .retryable = outcome { break }
        }
        guard !work.isLast else { return work.outgoing.isEmpty }
        // Of what comes after a batch that did not arrive, too, only that waits which nobody will say again.
        work.outgoing = work.outgoing.compactMap { waiting in
            waiting.batch.deltas.map { Outgoing(batch: $0, since: waiting.since, isNew: waiting.isNew) }
        }
        return work.outgoing.isEmpty
    }

    private func settle(_ sent: Outgoing, _ outcome: ExportOutcome, _ work: inout Work) {
        let count = sent.batch.count
        counts.returned(count)
        switch outcome {
        case .success:
            counts.exported(count)
        case .partialSuccess(let rejected, let message):
            let rejected = min(max(rejected, 0), count)
            counts.exported(count - rejected)
            counts.failed(rejected)
            let reason = message.isEmpty ? "no reason given" : message
            diagnostics.warning(
                "metrics: partial success",
                rejected > 0
                    ? "The collector refused \(rejected) of \(count) data points: \(reason)"
                    : "The collector warns: \(reason)"
            )
        case .failure(let reason):
            counts.failed(count)
            diagnostics.warning(
                "metrics: export failed",
                "Lost \(count) data points, which will not be sent again: \(reason)"
            )
        case .retryable(let reason):
            let isPatient = sent.since.duration(to: .now) < Self.patience
            let kept = !isPatient ? nil : work.isLast ? sent.batch : sent.batch.deltas
            if let kept { work.outgoing.insert(Outgoing(batch: kept, since: sent.since, isNew: false), at: 0) }
            counts.failed(count - (kept?.count ?? 0))
            diagnostics.warning(
                isPatient ? "metrics: export postponed" : "metrics: export failed",
                isPatient
                    ? "Metrics do not arrive; the next collection is tried instead: \(reason)"
                    : "Lost \(count) data points, after \(Self.patience) of trying: \(reason)"
            )
        }
    }

    /// Takes the late result of a call that was overdue.
    private func settleOverdue(_ work: inout Work) {
        guard let (call, batch) = work.overdue, let outcome = call.result else { return }
        work.overdue = nil
        settle(batch, outcome, &work)
    }

    /// Waits for a call into the exporter, no longer than until `end`, and than a shutdown may take.
    private func result<Result>(
        of call: ExporterCall<Result>,
        _ work: inout Work,
        until end: ContinuousClock.Instant
    ) async -> Result? {
        while true {
            if let result = call.result { return result }
            let end = min(end, orders.shutdown ?? end)
            guard end > .now else { return nil }
            work.alarm.set(for: end)
            await orders.wakeup.wait()
        }
    }

    private func flushExporter(_ work: inout Work) async {
        let exporter = exporter
        let call = ExporterCall(on: executor, wakeup: orders.wakeup) { await exporter.forceFlush() }
        switch await result(of: call, &work, until: .now + configuration.exportTimeout) {
        case .failure(let reason), .retryable(let reason):
            diagnostics.warning("metrics: flush failed", "An exporter could not flush metrics: \(reason)")
        case .success, .partialSuccess: break
        case nil:
            call.cancel()
            diagnostics.warning(
                "metrics: flush failed",
                "An exporter has not flushed metrics in \(configuration.exportTimeout)"
            )
        }
    }
}

// MARK: - The end

extension MetricExportWorker {
    /// Collects for the last time, exports what it can until `end`, and shuts the exporter down.
    private func finish(_ work: inout Work, by end: ContinuousClock.Instant) async {
        var isCollected = false
        while end > .now {
            settleOverdue(&work)
            if let overdue = work.overdue {
                if await result(of: overdue.call, &work, until: end) == nil { break }
                continue
            }
            if isCollected {
                if await exportOutgoing(&work, until: end) { break }
            } else if await exportOutgoing(&work, until: end) {
                isCollected = true
                work.isLast = true
                if await collectAndExport(&work, until: end) { break }
            }
            let pause = min(ContinuousClock.now + .milliseconds(100), end)
            while work.overdue == nil, pause > .now {
                work.alarm.set(for: pause)
                await orders.wakeup.wait()
            }
        }
        for batch in work.outgoing where batch.isNew { counts.processed(batch.batch.count) }
        let lost = work.outgoing.reduce(work.overdue?.batch.batch.count ?? 0) { $0 + $1.batch.count }
        if lost > 0 {
            counts.droppedBecauseShutDown(lost)
            diagnostics.warning(
                "metrics: lost at shutdown",
                "Lost \(lost) data points that could not be exported in time"
            )
        }
        // The exporter gets a moment to close its connections, also if there is no time left for metrics.
        let exporter = exporter
        let closing = ExporterCall(on: executor, wakeup: orders.wakeup) { await exporter.shutdown() }
        let last = max(end, .now + .milliseconds(500))
        while closing.result == nil, last > .now {
            work.alarm.set(for: last)
            await orders.wakeup.wait()
        }
    }
}
