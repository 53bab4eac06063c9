/// Sends batches of spans somewhere.
///
/// `export` is never called again before it has returned. What it returns decides what becomes of the batch.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/sdk/#span-exporter
public protocol SpanExporter: Sendable {
    /// Sends one batch. It should return as soon as it is cancelled; it is then not waited for.
    func export(_ batch: SpanBatch) async -> ExportOutcome

    /// Returns when everything that `export` has accepted is out.
    func forceFlush() async

    /// Lets go of connections and files. `export` is not called afterwards.
    func shutdown() async
}

extension SpanExporter {
    public func forceFlush() async {}
    public func shutdown() async {}
}
