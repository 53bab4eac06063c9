extension Configuration.Metrics {
    mutating func read(_ environment: inout Environment, over otlp: Configuration.OTLP) {
        let offered: [String: () -> Exporter] = [
            "otlp": { .otlp }, "console": { .console }, "prometheus": { .prometheus },
            "otlp/stdout": { .otlpStandardOutput },
        ]
        environment.readExporters("OTEL_METRICS_EXPORTER", into: &exporters, offered: offered)
        let milliseconds = 1...Configuration.Batch.longestMilliseconds
        environment.read("OTEL_METRIC_EXPORT_INTERVAL", into: &exportInterval, inMilliseconds: milliseconds)
        environment.read("OTEL_METRIC_EXPORT_TIMEOUT", into: &exportTimeout, inMilliseconds: milliseconds)
        environment.read(
            "OTEL_METRICS_EXEMPLAR_FILTER",
            into: &exemplarFilter,
            oneOf: ["trace_based": .traceBased, "always_on": .alwaysOn, "always_off": .alwaysOff],
            using: "\(exemplarFilter) is used"
        )
        environment.read(
            "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
            into: &temporality,
            oneOf: ["cumulative": .cumulative, "delta": .delta, "lowmemory": .lowMemory],
            using: "\(temporality) is used"
        )
        environment.read(
            "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
            into: &defaultHistogramAggregation,
            oneOf: [
                "explicit_bucket_histogram": .explicitBuckets,
                "base2_exponential_bucket_histogram": .exponentialBuckets,
            ],
            using: "\(defaultHistogramAggregation) is used"
        )
        self.otlp.read(&environment, variables: .metrics, over: otlp)
        prometheus.read(&environment)
        // Whoever runs the process, and not its code, has asked for it, and cannot add a route.
        if environment.words("OTEL_METRICS_EXPORTER").contains("prometheus") {
            prometheus.isServed = exporters.contains { if case .prometheus = $0 { true } else { false } }
        }
    }
}
