import OTLP

/// Prints metrics for human eyes, one line a data point.
public struct ConsoleMetricExporter: MetricExporter {
    private let preference: Configuration.Metrics.TemporalityPreference
    private let histograms: Configuration.Metrics.HistogramAggregation

    public init(
        temporality: Configuration.Metrics.TemporalityPreference = .cumulative,
        histograms: Configuration.Metrics.HistogramAggregation = .explicitBuckets
    ) {
        preference = temporality
        self.histograms = histograms
    }

    public func export(_ batch: MetricBatch) async -> ExportOutcome {
        for resource in batch.request.resourceMetrics {
            for scope in resource.scopeMetrics {
                for metric in scope.metrics { print(metric.name, metric.pointCount) }
            }
        }
        return .success
    }

    public func temporality(for kind: InstrumentKind) -> Temporality {
        preference.temporality(for: kind)
    }

    public func aggregation(for kind: InstrumentKind) -> Aggregation {
        histograms.aggregation(for: kind)
    }
}
