import Metrics
import OTLP
import SemanticConventions
import TestSupport

@testable import Throughline

/// A telemetry of a test's own, whose metrics arrive in memory through the whole pipeline.
struct RecordingMetrics {
    let telemetry: Telemetry
    let exporter: InMemoryMetricExporter
    private let log = LogRecorder()

    init(
        temporality: Configuration.Metrics.TemporalityPreference = .cumulative,
        _ change: (inout Configuration.Metrics) -> Void = { _ in }
    ) {
        exporter = InMemoryMetricExporter(temporality: temporality)
        var configuration = Configuration(serviceName: "test")
        configuration.traces.exporters = []
        configuration.metrics.exporters = [.custom(exporter)]
        configuration.metrics.exportInterval = .seconds(3600)
        change(&configuration.metrics)
        telemetry = Telemetry(configuration: configuration, logger: log.logger)
    }

    /// What the SDK has said.
    var warnings: [String] { log.warnings }

    /// Runs `body` with this telemetry as the metrics backend.
    func record<Result>(_ body: () throws -> Result) rethrows -> Result {
        try withMetricsFactory(telemetry.metrics, body)
    }

    /// What a collection now gets to see.
    func scopes() async -> [ScopeMetrics] {
        exporter.reset()
        await telemetry.forceFlush()
        return exporter.requests.flatMap(\.resourceMetrics).flatMap(\.scopeMetrics)
    }

    func metrics() async -> [OTLP.Metric] {
        await scopes().flatMap(\.metrics)
    }

    func metric(_ name: String) async -> OTLP.Metric? {
        await metrics().first { $0.name == name }
    }
}

extension OTLP.Metric {
    /// The points of a sum or a gauge.
    var numbers: [NumberDataPoint] { (sum?.dataPoints ?? []) + (gauge?.dataPoints ?? []) }

    /// The values of a sum or a gauge, by their attributes.
    var values: [[String: AnyValue]: OTLP.Number] {
        Dictionary(
            numbers.map { ($0.attributes.values, $0.value ?? .int(-1)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The value of the only point of a sum or a gauge.
    var value: OTLP.Number? { numbers.count == 1 ? numbers[0].value : nil }

    /// The only point of a histogram.
    var distribution: HistogramDataPoint? {
        histogram?.dataPoints.count == 1 ? histogram?.dataPoints[0] : nil
    }

    var exemplars: [OTLP.Exemplar] {
        numbers.flatMap(\.exemplars) + (histogram?.dataPoints.flatMap(\.exemplars) ?? [])
            + (exponentialHistogram?.dataPoints.flatMap(\.exemplars) ?? [])
    }
}

extension [KeyValue] {
    var values: [String: AnyValue] {
        Dictionary(map { ($0.key, $0.value ?? .empty) }, uniquingKeysWith: { first, _ in first })
    }
}

extension MetricDescriptor {
    static func counter(_ name: String, unit: String = "1", description: String = "") -> MetricDescriptor {
        MetricDescriptor(name: name, unit: unit, description: description, instrument: .counter)
    }

    static func upDownCounter(_ name: String, unit: String = "1") -> MetricDescriptor {
        MetricDescriptor(name: name, unit: unit, description: "", instrument: .upDownCounter)
    }

    static func gauge(_ name: String, unit: String = "1") -> MetricDescriptor {
        MetricDescriptor(name: name, unit: unit, description: "", instrument: .gauge)
    }

    static func histogram(_ name: String, unit: String = "1", boundaries: [Double]? = nil) -> MetricDescriptor {
        MetricDescriptor(name: name, unit: unit, description: "", instrument: .histogram(boundaries: boundaries))
    }
}

extension RecordingMetrics {
    /// A telemetry that was made otherwise, as the metrics backend.
    struct Bound {
        private let telemetry: Telemetry

        init(_ telemetry: Telemetry) {
            self.telemetry = telemetry
        }

        func record<Result>(_ body: () throws -> Result) rethrows -> Result {
            try withMetricsFactory(telemetry.metrics, body)
        }
    }
}
