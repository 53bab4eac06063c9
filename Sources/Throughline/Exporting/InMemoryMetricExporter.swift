public import OTLP
import Synchronization

/// Keeps metrics in memory, for tests.
///
/// ```swift
/// let exporter = InMemoryMetricExporter()
/// configuration.metrics.exporters = [.custom(exporter)]
/// …
/// await telemetry.forceFlush()
/// let metric = exporter.metric("http.server.request.duration")
/// ```
public final class InMemoryMetricExporter: MetricExporter {
    private let temporality: Configuration.Metrics.TemporalityPreference
    private let received = Mutex<[ExportMetricsServiceRequest]>([])

    /// - Parameter temporality: Since when sums and histograms count.
    public init(temporality: Configuration.Metrics.TemporalityPreference = .cumulative) {
        self.temporality = temporality
    }

    /// What has been exported, request by request, with the resource and the scopes of the metrics.
    public var requests: [ExportMetricsServiceRequest] { received.withLock { $0 } }

    /// The metrics of all requests, in their order.
    public var metrics: [OTLP.Metric] {
        requests.flatMap(\.resourceMetrics).flatMap(\.scopeMetrics).flatMap(\.metrics)
    }

    /// The metric with this name, as it was exported last.
    public func metric(_ name: String) -> OTLP.Metric? {
        metrics.last { $0.name == name }
    }

    /// Forgets everything that has been exported.
    public func reset() {
        received.withLock { $0 = [] }
    }

    public func export(_ batch: MetricBatch) async -> ExportOutcome {
        received.withLock { $0.append(batch.request) }
        return .success
    }

    public func temporality(for kind: InstrumentKind) -> Temporality {
        temporality.temporality(for: kind)
    }
}
