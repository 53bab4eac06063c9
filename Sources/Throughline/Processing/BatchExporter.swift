/// An exporter, of whatever signal, as an ``ExportWorker`` calls it: once a batch.
struct BatchExporter: Sendable {
    let signal: Signal
    private(set) var export: @Sendable (EncodedBatch) async -> ExportOutcome
    let forceFlush: @Sendable () async -> Void
    let shutdown: @Sendable () async -> Void

    init(_ exporter: any SpanExporter) {
        signal = .traces
        export = { await exporter.export(SpanBatch(count: $0.count, encoded: $0.bytes)) }
        forceFlush = { await exporter.forceFlush() }
        shutdown = { await exporter.shutdown() }
    }

    init(_ exporter: any LogRecordExporter) {
        signal = .logs
        export = { await exporter.export(LogRecordBatch(count: $0.count, encoded: $0.bytes)) }
        forceFlush = { await exporter.forceFlush() }
        shutdown = { await exporter.shutdown() }
    }

    /// The same exporter, with each of its exports measured.
    func measured(by duration: OperationDuration?) -> BatchExporter {
        guard let duration else { return self }
        var exporter = self
        exporter.export = { [export] batch in await duration.measure { await export(batch) } }
        return exporter
    }
}
