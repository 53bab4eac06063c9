public import SemanticConventions

extension Configuration {
    /// How metrics are collected, aggregated and exported.
    public struct Metrics: Sendable {
        /// Where metrics go. Nowhere, if the list is empty: nothing is then recorded, and another metrics backend can be
        /// bootstrapped (`OTEL_METRICS_EXPORTER`).
        public var exporters: [Exporter] = [.otlp]

        /// How long it is from one collection to the next (`OTEL_METRIC_EXPORT_INTERVAL`).
        public var exportInterval: Duration = .seconds(60)

        /// How long the export of one collection takes at most, and a flush (`OTEL_METRIC_EXPORT_TIMEOUT`).
        public var exportTimeout: Duration = .seconds(30)

        /// How long the callbacks of observable instruments may take, together. Those that take longer are left out.
        public var observationTimeout: Duration = .seconds(5)

        /// How many data points are exported at once; `nil` for all of a collection.
        public var maxExportBatchSize: Int?

        /// Since when exported sums and histograms count, as the backend prefers it; for the exporters ``Exporter/otlp`` and
        /// ``Exporter/console`` (`OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`).
        public var temporality = TemporalityPreference.cumulative

        /// What becomes of a histogram that no view speaks of; for the exporters ``Exporter/otlp`` and ``Exporter/console``
        /// (`OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION`).
        public var defaultHistogramAggregation = HistogramAggregation.explicitBuckets

        /// Which measurements become examples of their data point (`OTEL_METRICS_EXEMPLAR_FILTER`).
        public var exemplarFilter = ExemplarFilter.traceBased

        /// Changes to what becomes of instruments.
        public var views: [View] = []

        /// How many series a metric has at most, the one that takes what is beyond included.
        public var cardinalityLimit: Int = 2000

        /// What metrics that swift-metrics knows by name only measure, in addition to those of `SemanticConventions`.
        public var descriptors: [MetricDescriptor] = []

        /// How Prometheus gets the metrics, where ``exporters`` has ``Exporter/prometheus``.
        public var prometheus = Prometheus()

        /// How to reach the collector for metrics, where that differs from ``Configuration/otlp``
        /// (`OTEL_EXPORTER_OTLP_METRICS_…`).
        public var otlp = OTLPOverrides()

        /// Whether the process is measured: CPU, memory, file descriptors, threads.
        public var process: Bool = false

        /// Whether the SDK measures itself, with the metrics `otel.sdk.…`.
        ///
        /// Specification: https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/
        public var selfObservability: Bool = false

        public init() {}
    }
}

extension Configuration.Metrics {
    /// A place where metrics go.
    public enum Exporter: Sendable, CustomStringConvertible {
        /// A collector or a backend, over OTLP/HTTP.
        case otlp
        /// Standard output, for human eyes.
        case console
        /// Whoever pulls them: a route that Prometheus scrapes, or the SDK's own listener, see ``Prometheus``; or who calls
        /// ``Telemetry/collectMetrics()``.
        case prometheus
        /// An exporter of your own.
        case custom(any MetricExporter)

        public var description: String {
            switch self {
            case .otlp: "otlp"
            case .console: "console"
            case .prometheus: "prometheus"
            case .custom(let exporter): "\(type(of: exporter))"
            }
        }
    }

    /// Since when exported sums and histograms count.
    ///
    /// Specification: https://opentelemetry.io/docs/specs/otel/metrics/sdk_exporters/otlp/#additional-environment-variable-configuration
    public enum TemporalityPreference: String, Sendable, Hashable {
        /// Since a start that stays the same.
        case cumulative
        /// Since the last export, save for sums that shrink.
        case delta
        /// Whichever takes less memory here: as `delta`, save for observable counters.
        case lowMemory

        /// The temporality of a kind of instrument.
        public func temporality(for kind: InstrumentKind) -> Temporality {
            switch (self, kind) {
            case (.cumulative, _), (_, .upDownCounter), (_, .observableUpDownCounter): .cumulative
            case (.lowMemory, .observableCounter): .cumulative
            default: .delta
            }
        }
    }

    /// What becomes of a histogram.
    public enum HistogramAggregation: String, Sendable, Hashable {
        /// Buckets with given boundaries: the instrument's own, or OpenTelemetry's.
        case explicitBuckets
        /// Buckets that grow exponentially, as finely as 160 of them allow.
        case exponentialBuckets
    }
}
