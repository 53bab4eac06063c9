import OTLP

/// The instruments of one ``Telemetry``, and everyone who reads them.
final class MetricPipeline: Sendable {
    let registry: MetricRegistry
    private let periodic: [PeriodicMetricReader]
    /// Whoever pulls; `nil` where nobody is meant to.
    private let pulled: MetricReader?
    private let collector: MetricCollector
    /// Whether the SDK's own metrics are among them.
    let measuresItself: Bool
    /// The readers that push, where the SDK measures itself.
    let observed: [SDKMetrics.Reader]

    /// Whether what is recorded goes anywhere.
    var isEnabled: Bool { !registry.readers.isEmpty }

    init(_ configuration: Configuration, resource: Resource, diagnostics: Diagnostics) {
        let metrics = configuration.metrics
        measuresItself = configuration.isEnabled && metrics.selfObservability
        var components = measuresItself ? Components() : nil
        var readers: [MetricReader] = []
        var pushed: [Pushed] = []
        var pulled: MetricReader?
        for exporter in configuration.isEnabled ? metrics.exporters : [] {
            if let made = exporter.make(configuration, diagnostics: diagnostics) {
                let reader = MetricReader(index: readers.count, exporter: made)
                readers.append(reader)
                pushed.append(
                    Pushed(
                        reader: reader,
                        exporter: made,
                        readerComponent: components?.next("periodic_metric_reader"),
                        exporterComponent: components?.next(exporter.componentType)
                    )
                )
            } else if pulled == nil {
                let reader = MetricReader(index: readers.count)
                pulled = reader
                readers.append(reader)
            }
        }
        registry = MetricRegistry(metrics, readers: readers, diagnostics: diagnostics)
        let collector = MetricCollector(
            registry: registry,
            rounds: ObservationRounds(
                ObservationRound(limit: metrics.observationTimeout, diagnostics: diagnostics)
            ) { [registry] in registry.observables() },
            resource: ResourceMetrics(resource)
        )
        self.collector = collector
        self.pulled = pulled
        periodic = pushed.map { [registry] pushed in
            let duration = pushed.readerComponent.map { OperationDuration.collection($0, in: registry) }
            return PeriodicMetricReader(
                exporter: pushed.exporter,
                configuration: metrics,
                shutdownTimeout: configuration.shutdownTimeout,
                resource: collector.resource,
                diagnostics: diagnostics,
                exportDuration: pushed.exporterComponent.map { .export($0, in: registry) }
            ) {
                guard let duration else { return await collector.collect(for: pushed.reader) }
                return await duration.measure { await collector.collect(for: pushed.reader) }
            }
        }
        observed = zip(pushed, periodic).compactMap { pushed, periodic in
            pushed.exporterComponent.map { SDKMetrics.Reader(exporter: $0, counts: periodic.counts) }
        }
    }

    /// A reader that is about to be made, and what the SDK's own metrics call it, where it measures itself.
    private struct Pushed {
        let reader: MetricReader
        let exporter: any MetricExporter
        let readerComponent: Component?
        let exporterComponent: Component?
    }

    /// What there is to pull now.
    func collect() async -> ResourceMetrics {
        var metrics = collector.resource
        if let pulled { metrics.scopeMetrics = await collector.collect(for: pulled) }
        return metrics
    }

    /// Whether anybody is meant to pull.
    var isPulled: Bool { pulled != nil }

    /// What became of the data points.
    var statistics: Statistics.Metrics {
        let counts = periodic.map(\.counts)
        let exported = counts.reduce(0) { $0 + $1.exported }
        let failed = counts.reduce(0) { $0 + $1.failed }
        let dropped = counts.reduce(0) { $0 + $1.shutdown }
        let processed = counts.reduce(0) { $0 + $1.processed }
        return Statistics.Metrics(
            exported: exported,
            failed: failed,
            dropped: dropped,
            waiting: max(processed - exported - failed - dropped, 0)
        )
    }

    func forceFlush() async {
        await withDiscardingTaskGroup { group in
            for reader in periodic { group.addTask { await reader.forceFlush() } }
        }
    }

    func shutdown() async {
        await withDiscardingTaskGroup { group in
            for reader in periodic { group.addTask { await reader.shutdown() } }
        }
    }
}

/// Takes together what one reader gets to see.
struct MetricCollector: Sendable {
    let registry: MetricRegistry
    let rounds: ObservationRounds
    /// The resource, without metrics.
    let resource: ResourceMetrics

    func collect(for reader: MetricReader) async -> [ScopeMetrics] {
        let observed = await rounds.next()
        return registry.collect(for: reader, observed: observed, window: reader.nextWindow())
    }
}

extension ResourceMetrics {
    init(_ resource: Resource) {
        self.init(
            resource: OTLP.Resource(attributes: resource.attributes.map(KeyValue.init)),
            schemaURL: resource.schemaURL ?? ""
        )
    }
}
