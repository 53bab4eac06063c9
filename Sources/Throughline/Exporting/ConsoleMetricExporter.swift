import OTLP

/// Prints metrics for human eyes, one line a data point:
///
/// ```text
/// metrics  shop
///   http.server.request.duration  http.route=/orders  n=12 sum=0.483 s min=0.004 max=0.121  p50≤0.025  p99≤0.25
///   shop.orders  brand=visa  3 {order}
/// ```
///
/// The form is not made for machines, and may change.
public struct ConsoleMetricExporter: MetricExporter {
    private let preference: Configuration.Metrics.TemporalityPreference
    private let histograms: Configuration.Metrics.HistogramAggregation
    private let write: @Sendable (String) -> Void

    /// Prints to standard output.
    public init(
        temporality: Configuration.Metrics.TemporalityPreference = .cumulative,
        histograms: Configuration.Metrics.HistogramAggregation = .explicitBuckets
    ) {
        self.init(temporality: temporality, histograms: histograms, write: StandardOutput.write)
    }

    /// Hands the text, which ends with a line break, to something else.
    public init(
        temporality: Configuration.Metrics.TemporalityPreference = .cumulative,
        histograms: Configuration.Metrics.HistogramAggregation = .explicitBuckets,
        write: @escaping @Sendable (String) -> Void
    ) {
        preference = temporality
        self.histograms = histograms
        self.write = write
    }

    public func export(_ batch: MetricBatch) async -> ExportOutcome {
        let text = MetricLines.text(of: batch.request.resourceMetrics)
        if !text.isEmpty { write(text) }
        return .success
    }

    public func temporality(for kind: InstrumentKind) -> Temporality {
        preference.temporality(for: kind)
    }

    public func aggregation(for kind: InstrumentKind) -> Aggregation {
        histograms.aggregation(for: kind)
    }
}
