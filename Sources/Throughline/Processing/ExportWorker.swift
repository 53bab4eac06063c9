/// The task that takes records out of a ``RecordQueue`` and hands them to an exporter, one batch after the other.
struct ExportWorker: Sendable {
    let queue: RecordQueue
    let exporter: BatchExporter
    let configuration: Configuration.Batch
    let resource: EncodedResource
    let orders: ExportOrders
    let counts: ExportCounts
    let diagnostics: Diagnostics
    private let executor = ExportExecutor(label: "throughline.export")

    /// The pause after a batch that did not arrive doubles from the first to the last of these.
    private static let pauses: (first: Duration, last: Duration) = (.seconds(1), .seconds(30))

    /// A batch that does not arrive for so long stands in the way of all others, and is given up.
    private static let patience = Duration.seconds(300)

    init(
        queue: RecordQueue,
        exporter: BatchExporter,
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
    }

    /// A batch that did not arrive, and is sent again.
    private struct Held {
        let assembled: BatchAssembler.Assembled
        let since: ContinuousClock.Instant
    }

    /// What only the running task touches.
    private struct Work: ~Copyable {
        var assembler: BatchAssembler
        let alarm: Alarm
        var held: Held?
        /// A call that has taken too long, and has not returned yet. No other is made before it does.
        var overdue: (call: ExporterCall<ExportOutcome>, batch: Held)?
        var pause = ExportWorker.pauses.first
        /// When what waits now is exported, also if it does not fill a batch.
        var due: ContinuousClock.Instant?
        var reportedDrops = 0
    }

    private var signal: Signal { exporter.signal }

    /// Each signal says its own trouble.
    private func topic(_ topic: String) -> String { "\(signal): \(topic)" }

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
            alarm: Alarm { [wakeup = orders.wakeup] in wakeup.signal() }
        )
        while true {
            if let end = orders.shutdown {
                await finish(&work, by: end)
                return orders.finish()
            }
            settleOverdue(&work)
            reportDrops(&work)
            if let flush = orders.takeFlush() {
                await exportAll(&work)
                await call(&work, until: .now + configuration.exportTimeout) { await $0.forceFlush() }
                orders.finish(flush)
            } else if work.overdue != nil {
                await orders.wakeup.wait()  // its return signals it
            } else if work.held != nil {
                await pause(&work)
            } else if isBatchFull {
                await exportNext(&work)
                work.due = nil
            } else if queue.load.records == 0 {
                work.due = nil
                await orders.wakeup.wait()  // the first record signals it
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
        return load.records >= configuration.maxExportBatchSize || load.bytes >= queue.fullBytes
    }
}

// MARK: - Exporting

extension ExportWorker {
    /// Exports as many records as wait now; stops early if they do not arrive, or if a shutdown is ordered.
    private func exportAll(_ work: inout Work) async {
        var left = queue.load.records
        while left > 0, orders.shutdown == nil {
            guard let settled = await exportNext(&work) else { return }
            left -= settled
        }
    }

    /// Exports the batch that is held, or else the next one.
    ///
    /// - Returns: How many records are settled; `nil` if there were none, or they did not arrive.
    @discardableResult
    private func exportNext(_ work: inout Work) async -> Int? {
        guard work.overdue == nil else { return nil }
        let next: Held
        if let held = work.held {
            next = held
            work.held = nil
        } else if let assembled = work.assembler.next() {
            next = Held(assembled: assembled, since: .now)
            counts.processed(assembled.batch.count)
        } else {
            return nil
        }
        let batch = next.assembled.batch
        counts.departed(batch.count)
        let exporter = exporter
        let start = ContinuousClock.now
        let call = ExporterCall(on: executor, wakeup: orders.wakeup) { await exporter.export(batch) }
        if let outcome = await result(of: call, &work, until: start + configuration.exportTimeout) {
            return settle(next, outcome, &work)
        }
        call.cancel()
        work.overdue = (call, next)
        let milliseconds = Int64(start.duration(to: .now) / .milliseconds(1))
        diagnostics.warning(
            topic("export overdue"),
            "An exporter has not returned in \(milliseconds) ms; \(batch.count) \(signal.records) wait for it"
        )
        return nil
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

    /// Calls the exporter, and waits until it returns, or until `end`.
    private func call(
        _ work: inout Work,
        until end: ContinuousClock.Instant,
        _ operation: @escaping @Sendable (BatchExporter) async -> Void
    ) async {
        let exporter = exporter
        let call = ExporterCall(on: executor, wakeup: orders.wakeup) { await operation(exporter) }
        if await result(of: call, &work, until: end) == nil { call.cancel() }
    }

    /// Takes the late result of a call that was overdue.
    private func settleOverdue(_ work: inout Work) {
        guard let (call, batch) = work.overdue, let outcome = call.result else { return }
        work.overdue = nil
        _ = settle(batch, outcome, &work)
    }

    private func settle(_ held: Held, _ outcome: ExportOutcome, _ work: inout Work) -> Int? {
        let count = held.assembled.batch.count
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
                topic("partial success"),
                rejected > 0
                    ? "The collector refused \(rejected) of \(count) \(signal.records): \(reason)"
                    : "The collector warns: \(reason)"
            )
        case .failure(let reason):
            counts.failed(count)
            let loss = "Lost \(count) \(signal.records), which will not be sent again"
            diagnostics.warning(topic("export failed"), "\(loss): \(reason)")
        case .retryable(let reason) where held.since.duration(to: .now) < Self.patience:
            work.held = held
            diagnostics.warning(
                topic("export postponed"),
                """
                \(signal.capitalizedRecords) do not arrive, and wait to be sent again (\(queue.load.records) of at most \
                \(configuration.maxQueueSize)): \(reason)
                """
            )
            return nil
        case .retryable(let reason):
            counts.failed(count)
            let loss = "Lost \(count) \(signal.records), after \(Self.patience) of trying"
            diagnostics.warning(topic("export failed"), "\(loss): \(reason)")
        }
        queue.release(records: count, bytes: held.assembled.recordBytes)
        work.pause = Self.pauses.first
        return count
    }

    /// Waits before a held batch is sent again; a flush or a shutdown cuts the pause short.
    private func pause(_ work: inout Work) async {
        let end = ContinuousClock.now + work.pause
        while !orders.isUrgent {
            guard end > .now else {
                work.pause = min(work.pause * 2, Self.pauses.last)
                await exportNext(&work)
                return
            }
            work.alarm.set(for: end)
            await orders.wakeup.wait()
        }
    }
}

// MARK: - The end

extension ExportWorker {
    /// Exports what it can until `end`, drops the rest, and shuts the exporter down.
    private func finish(_ work: inout Work, by end: ContinuousClock.Instant) async {
        queue.close()
        while queue.load.records > 0, end > .now {
            settleOverdue(&work)
            if let overdue = work.overdue {
                if await result(of: overdue.call, &work, until: end) == nil { break }
            } else if await exportNext(&work) == nil {
                guard work.held != nil || work.overdue != nil else { break }
                let pause = min(ContinuousClock.now + .milliseconds(100), end)
                while work.overdue == nil, pause > .now {
                    work.alarm.set(for: pause)
                    await orders.wakeup.wait()
                }
            }
        }
        let lost = queue.abandon()
        if lost > 0 {
            counts.droppedBecauseShutDown(lost)
            diagnostics.warning(
                topic("lost at shutdown"),
                "Lost \(lost) \(signal.records) that could not be exported in time"
            )
        }
        reportDrops(&work)
        // The exporter gets a moment to close its connections, also if there is no time left for records.
        let exporter = exporter
        let closing = ExporterCall(on: executor, wakeup: orders.wakeup) { await exporter.shutdown() }
        let last = max(end, .now + .milliseconds(500))
        while closing.result == nil, last > .now {
            work.alarm.set(for: last)
            await orders.wakeup.wait()
        }
    }

    private func reportDrops(_ work: inout Work) {
        let dropped = counts.queueFull
        guard dropped > work.reportedDrops else { return }
        let new = dropped - work.reportedDrops
        let isSaid = diagnostics.warning(
            topic("queue full"),
            """
            Dropped \(new) \(signal.records), because \(configuration.maxQueueSize) wait for export already. \
            \(signal.relief), or see whether the collector keeps up.
            """
        )
        if isSaid { work.reportedDrops = dropped }
    }
}
