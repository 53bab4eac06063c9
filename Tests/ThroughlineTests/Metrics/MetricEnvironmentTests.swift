import Testing

@testable import Throughline

@Suite struct MetricEnvironmentTests {
    @Test func metricSettingsAreRead() {
        let configuration = Configuration.fromEnvironment([
            "OTEL_METRICS_EXPORTER": "console, prometheus",
            "OTEL_METRIC_EXPORT_INTERVAL": "5000",
            "OTEL_METRIC_EXPORT_TIMEOUT": "1000",
            "OTEL_METRICS_EXEMPLAR_FILTER": "Always_Off",
            "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE": "LowMemory",
            "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION": "base2_exponential_bucket_histogram",
            "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://metrics.example:4318/here",
            "OTEL_EXPORTER_OTLP_METRICS_COMPRESSION": "gzip",
        ])
        let metrics = configuration.metrics
        #expect(metrics.exporters.map(\.description) == ["console", "prometheus"])
        #expect(metrics.exportInterval == .seconds(5))
        #expect(metrics.exportTimeout == .seconds(1))
        #expect(metrics.exemplarFilter == .alwaysOff)
        #expect(metrics.temporality == .lowMemory)
        #expect(metrics.defaultHistogramAggregation == .exponentialBuckets)
        #expect(metrics.otlp.endpoint?.description == "http://metrics.example:4318/here")
        #expect(metrics.otlp.compression == .gzip)
        #expect(configuration.warnings.isEmpty)
    }

    @Test func theDefaultsAreThoseOfTheSpecification() {
        let metrics = Configuration.fromEnvironment([:]).metrics
        #expect(metrics.exporters.map(\.description) == ["otlp"])
        #expect(metrics.exportInterval == .seconds(60))
        #expect(metrics.exportTimeout == .seconds(30))
        #expect(metrics.exemplarFilter == .traceBased)
        #expect(metrics.temporality == .cumulative)
        #expect(metrics.defaultHistogramAggregation == .explicitBuckets)
        #expect(metrics.cardinalityLimit == 2000)
    }

    @Test(arguments: [
        "OTEL_METRICS_EXPORTER", "OTEL_METRIC_EXPORT_INTERVAL", "OTEL_METRIC_EXPORT_TIMEOUT",
        "OTEL_METRICS_EXEMPLAR_FILTER", "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
        "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
    ])
    func whatCannotBeUsedIsAWarningAndTheDefault(name: String) {
        let configuration = Configuration.fromEnvironment([name: "nonsense"])
        #expect(!configuration.warnings.isEmpty)
        #expect(configuration.warnings.allSatisfy { $0.setting == name })
        #expect(configuration.metrics.exporters.map(\.description) == ["otlp"])
        #expect(configuration.metrics.exportInterval == .seconds(60))
        #expect(configuration.metrics.temporality == .cumulative)
    }

    @Test func noneExportsNothing() {
        let configuration = Configuration.fromEnvironment(["OTEL_METRICS_EXPORTER": "none"])
        #expect(configuration.metrics.exporters.isEmpty)
        #expect(configuration.warnings.isEmpty)
    }

    @Test func settingsMadeInCodeAreBroughtIntoTheirRanges() {
        var configuration = Configuration()
        configuration.metrics.exportInterval = .zero
        configuration.metrics.cardinalityLimit = -1
        configuration.metrics.maxExportBatchSize = 0
        configuration.metrics.observationTimeout = .seconds(1_000_000)
        let checked = configuration.checked()
        #expect(checked.metrics.exportInterval == .milliseconds(1))
        #expect(checked.metrics.cardinalityLimit == 1)
        #expect(checked.metrics.maxExportBatchSize == 1)
        #expect(checked.metrics.observationTimeout == .seconds(3600))
        #expect(checked.warnings.count == 4)
    }
}
