public import Logging
import OTLP

/// Sends metrics to a collector, or to a backend that takes OTLP over HTTP.
///
/// It is as ``OTLPHTTPSpanExporter`` in everything else.
public final class OTLPHTTPMetricExporter: MetricExporter {
    private let sender: OTLPHTTPSender
    private let preference: Configuration.Metrics.TemporalityPreference
    private let histograms: Configuration.Metrics.HistogramAggregation

    /// An exporter of its own, without the rest of the SDK.
    ///
    /// - Parameters:
    ///   - settings: How to reach the collector.
    ///   - temporality: Since when sums and histograms count.
    ///   - histograms: What becomes of histograms.
    ///   - logger: Where trouble is said.
    public convenience init(
        _ settings: Configuration.OTLP = Configuration.OTLP(),
        temporality: Configuration.Metrics.TemporalityPreference = .cumulative,
        histograms: Configuration.Metrics.HistogramAggregation = .explicitBuckets,
        logger: Logger
    ) {
        self.init(
            settings.checked(warning: logger),
            temporality: temporality,
            histograms: histograms,
            diagnostics: Diagnostics(logger: logger)
        )
    }

    init(
        _ settings: Configuration.OTLP,
        temporality: Configuration.Metrics.TemporalityPreference,
        histograms: Configuration.Metrics.HistogramAggregation,
        diagnostics: Diagnostics,
        surroundings: OTLPHTTPSender.Surroundings = OTLPHTTPSender.Surroundings()
    ) {
        preference = temporality
        self.histograms = histograms
        sender = OTLPHTTPSender(settings, signal: .metrics, diagnostics: diagnostics, surroundings: surroundings)
    }

    public func export(_ batch: MetricBatch) async -> ExportOutcome {
        await sender.export(count: batch.count, answer: ExportMetricsServiceResponse.self) { encoding in
            encoding == .json ? try batch.request.json() : try batch.request.protobuf()
        }
    }

    public func shutdown() async {
        await sender.shutdown()
    }

    public func temporality(for kind: InstrumentKind) -> Temporality {
        preference.temporality(for: kind)
    }

    public func aggregation(for kind: InstrumentKind) -> Aggregation {
        histograms.aggregation(for: kind)
    }
}

extension Configuration.Metrics.HistogramAggregation {
    func aggregation(for kind: InstrumentKind) -> Aggregation {
        kind == .histogram && self == .exponentialBuckets ? .exponentialBuckets() : .default
    }
}
