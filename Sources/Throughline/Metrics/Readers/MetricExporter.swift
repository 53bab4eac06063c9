/// Sends metrics somewhere.
///
/// `export` is never called again before it has returned. What it returns decides what becomes of the batch.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/metrics/sdk/#metricexporter
public protocol MetricExporter: Sendable {
    /// Sends one batch. It should return as soon as it is cancelled; it is then not waited for.
    func export(_ batch: MetricBatch) async -> ExportOutcome

    /// Returns when everything that `export` has accepted is out, or says why it is not.
    func forceFlush() async -> ExportOutcome

    /// Lets go of connections and files. `export` is not called afterwards.
    func shutdown() async

    /// Since when the sums and histograms of a kind of instrument are to count. Asked once.
    func temporality(for kind: InstrumentKind) -> Temporality

    /// What becomes of a kind of instrument that no view speaks of. Asked once.
    func aggregation(for kind: InstrumentKind) -> Aggregation

    /// How many series a metric has at most; `nil` for ``Configuration/Metrics/cardinalityLimit``. Asked once.
    func cardinalityLimit(for kind: InstrumentKind) -> Int?
}

extension MetricExporter {
    public func forceFlush() async -> ExportOutcome { .success }
    public func shutdown() async {}
    public func temporality(for kind: InstrumentKind) -> Temporality { .cumulative }
    public func aggregation(for kind: InstrumentKind) -> Aggregation { .default }
    public func cardinalityLimit(for kind: InstrumentKind) -> Int? { nil }
}
