/// Sends batches of log records somewhere.
///
/// `export` is never called again before it has returned. What it returns decides what becomes of the batch. What an exporter
/// logs itself is not recorded: it would be exported, and logged, for ever.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/logs/sdk/#logrecordexporter
public protocol LogRecordExporter: Sendable {
    /// Sends one batch. It should return as soon as it is cancelled; it is then not waited for.
    func export(_ batch: LogRecordBatch) async -> ExportOutcome

    /// Returns when everything that `export` has accepted is out.
    func forceFlush() async

    /// Lets go of connections and files. `export` is not called afterwards.
    func shutdown() async
}

extension LogRecordExporter {
    public func forceFlush() async {}
    public func shutdown() async {}
}
