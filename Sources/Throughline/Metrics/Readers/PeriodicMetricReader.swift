import OTLP

/// Collects metrics at regular times, and exports them, from a task of its own.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/metrics/sdk/#periodic-exporting-metricreader
final class PeriodicMetricReader: Sendable {
    private let configuration: Configuration.Metrics
    private let shutdownTimeout: Duration
    private let orders = ExportOrders()
    private let worker: Task<Void, Never>
    let counts = ExportCounts()

    init(
        exporter: any MetricExporter,
        configuration: Configuration.Metrics,
        shutdownTimeout: Duration,
        resource: ResourceMetrics,
        diagnostics: Diagnostics,
        exportDuration: OperationDuration?,
        collect: @escaping @Sendable () async -> [ScopeMetrics]
    ) {
        self.configuration = configuration
        self.shutdownTimeout = shutdownTimeout
        worker = MetricExportWorker(
            exporter: exporter,
            configuration: configuration,
            resource: resource,
            orders: orders,
            counts: counts,
            diagnostics: diagnostics,
            exportDuration: exportDuration,
            collect: collect
        ).start()
    }

    deinit {
        orders.orderShutdown(within: .zero)
    }

    func forceFlush() async {
        // Another reader's observation may come first.
        await orders.flush(within: configuration.observationTimeout * 2 + configuration.exportTimeout)
    }

    func shutdown() async {
        await orders.shutDown(within: shutdownTimeout)
    }
}
