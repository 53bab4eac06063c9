import CoreMetrics
public import Logging
import MetricRecording
public import OTLP
public import ServiceLifecycle
import Synchronization
import Tracing

/// The telemetry of a process: the tracer, the log handlers, and what brings their records to a collector.
///
/// One line in `main()` starts it, with the `OTEL_…` environment variables as its settings:
///
/// ```swift
/// let telemetry = try Telemetry.bootstrap()
/// ```
///
/// Spans go out from then on; what is logged goes with them after ``bootstrapLogging(also:)``. As the first service of a group it also makes sure that the last ones do, when the
/// application is shut down:
///
/// ```swift
/// let group = ServiceGroup(services: [telemetry, server], gracefulShutdownSignals: [.sigterm], logger: logger)
/// try await group.run()
/// ```
///
/// An application without a service group calls ``shutdown()`` before it returns from `main()`.
///
/// Nothing here throws into the application, blocks it, or takes memory without bound: a wrong setting is a warning in
/// the log, and a collector that is away costs the records that find no room, which are counted in ``statistics``.
public final class Telemetry: Service {
    /// The settings in force.
    public let configuration: Configuration
    /// What this process says about itself.
    public let resource: Resource
    /// The tracer, which `withSpan` uses after ``bootstrap(_:logger:)``.
    public let tracer: ThroughlineTracer
    /// The metrics backend, into which swift-metrics and the instruments of `MetricRecording` record after
    /// ``bootstrap(_:logger:)``.
    public let metrics: ThroughlineMetrics

    private let metricPipeline: MetricPipeline
    private let prometheusServer: PrometheusServer?
    private let processObserver: ProcessObserver?
    /// `nil` where the SDK does not measure itself.
    private let sdkMetrics: SDKMetrics?
    let diagnostics: Diagnostics
    private let pipeline: SpanPipeline
    let logs: LogPipeline
    private let batches: [BatchProcessor]
    private let counters = SpanCounters()
    private let remoteSamplers: [any RemoteSampler]

    /// Makes a telemetry that nobody uses yet: ``tracer`` works, but is not the process's. Tests run several side by side.
    ///
    /// - Parameters:
    ///   - configuration: The settings.
    ///   - logger: Where the SDK says what is wrong.
    public init(configuration: Configuration, logger: Logger = Logger(label: "throughline")) {
        let configuration = configuration.checked()
        var logger = logger
        logger.logLevel = configuration.logLevel
        let diagnostics = Diagnostics(logger: logger)
        diagnostics.say(configuration.warnings)

        self.configuration = configuration
        self.diagnostics = diagnostics
        let resource = Resource.current(for: configuration)
        self.resource = resource

        metricPipeline = MetricPipeline(configuration, resource: resource, diagnostics: diagnostics)
        metrics = ThroughlineMetrics(pipeline: metricPipeline, descriptors: configuration.metrics.descriptors)
        prometheusServer = PrometheusServer(configuration, pipeline: metricPipeline, diagnostics: diagnostics)
        processObserver =
            configuration.metrics.process && metricPipeline.isEnabled ? ProcessObserver(factory: metrics) : nil
        var assembly = ProcessorAssembly(
            shutdownTimeout: configuration.shutdownTimeout,
            resource: EncodedResource(resource),
            diagnostics: diagnostics,
            registry: metricPipeline.registry,
            components: metricPipeline.measuresItself ? Components() : nil
        )
        let isEnabled = configuration.isEnabled
        var logBatches: [BatchProcessor] = []
        for exporter in isEnabled ? configuration.logs.exporters : [] {
            logBatches.append(
                assembly.processor(
                    BatchExporter(exporter.make(configuration, diagnostics: diagnostics)),
                    type: exporter.componentType,
                    configuration: configuration.logs.batch
                )
            )
        }
        logs = LogPipeline(
            settings: configuration.logs,
            processors: isEnabled ? configuration.logs.processors : [],
            batches: logBatches
        )
        var batches: [BatchProcessor] = []
        for exporter in isEnabled ? configuration.traces.exporters : [] {
            batches.append(
                assembly.processor(
                    BatchExporter(exporter.make(configuration, diagnostics: diagnostics)),
                    type: exporter.componentType,
                    configuration: configuration.traces.batch
                )
            )
        }
        self.batches = batches
        pipeline = SpanPipeline(
            limits: configuration.traces.spanLimits,
            recordsCodeLocation: configuration.traces.codeLocation,
            exceptions: ExceptionRecording(configuration.exceptions, logs: logs),
            processors: configuration.isEnabled ? configuration.traces.processors : [],
            batches: batches,
            endCounters: metricPipeline.measuresItself ? counters : nil
        )
        tracer = ThroughlineTracer(
            isEnabled: configuration.isEnabled,
            sampler: configuration.traces.sampler,
            idGenerator: configuration.traces.idGenerator,
            propagator: CompositePropagator(configuration.propagators),
            pipeline: pipeline,
            counters: counters
        )
        sdkMetrics =
            !metricPipeline.measuresItself
            ? nil
            : SDKMetrics(
                registry: metricPipeline.registry,
                spans: counters,
                processors: assembly.observed,
                readers: metricPipeline.observed,
                createdLogs: { [logs] in logs.created.value }
            )
        remoteSamplers = configuration.isEnabled ? configuration.traces.sampler.remoteSamplers : []
        for sampler in remoteSamplers { sampler.start(service: resource.serviceName, diagnostics: diagnostics) }
    }

    private static let isBootstrapped = Mutex(false)

    /// Starts the telemetry of this process: from now on `withSpan` and every instrumentation use its tracer.
    ///
    /// - Parameters:
    ///   - configuration: The settings; by default, those of the environment.
    ///   - logger: Where the SDK says what is wrong.
    /// - Throws: ``TelemetryError`` if the process has a tracing backend already.
    @discardableResult
    public static func bootstrap(
        _ configuration: Configuration = .fromEnvironment(),
        logger: Logger = Logger(label: "throughline")
    ) throws(TelemetryError) -> Telemetry {
        let isFirst = isBootstrapped.withLock { isBootstrapped in
            // Bootstrapping the instrumentation system twice ends the process. It cannot be asked whether it was, but
            // whoever did has left something here.
            guard !isBootstrapped, InstrumentationSystem.instrument is NoOpInstrument else { return false }
            isBootstrapped = true
            return true
        }
        guard isFirst else { throw .alreadyBootstrapped }
        let telemetry = Telemetry(configuration: configuration, logger: logger)
        InstrumentationSystem.bootstrap(telemetry.tracer)
        telemetry.bootstrapMetrics()
        return telemetry
    }

    /// Makes ``metrics`` the process's backend, unless it exports nothing, or there is another one.
    private func bootstrapMetrics() {
        guard metricPipeline.isEnabled else { return }
        guard type(of: MetricsSystem.factory) == NOOPMetricsHandler.self else {
            diagnostics.warning(
                "metrics backend",
                """
                The process has a metrics backend already, which keeps getting its metrics. Set OTEL_METRICS_EXPORTER=none, \
                or leave MetricsSystem.bootstrap(_:) out.
                """
            )
            return
        }
        MetricsSystem.bootstrap(recording: metrics)
    }

    /// Runs until the service group shuts down or the task is cancelled, then exports what is left. It never throws, and
    /// never ends before.
    public func run() async {
        try? await gracefulShutdown()  // it throws when the task is cancelled, which means the same here
        await shutdown()
    }

    /// Exports every span that has ended, everything that was logged, and the metrics of now; returns when they are out, or could
    /// not be sent, and after the signals' export timeouts in any case.
    public func forceFlush() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.pipeline.forceFlush() }
            group.addTask { await self.logs.forceFlush() }
            group.addTask { await self.metricPipeline.forceFlush() }
        }
    }

    /// Exports every span that has ended, everything that was logged, and the metrics for the last time, for
    /// ``Configuration/shutdownTimeout`` at most, and closes all connections. What comes later is dropped. A second call does
    /// nothing.
    public func shutdown() async {
        await prometheusServer?.shutdown()
        await withDiscardingTaskGroup { group in
            for sampler in remoteSamplers { group.addTask { await sampler.shutdown() } }
            group.addTask { await self.pipeline.shutdown() }
            group.addTask { await self.logs.shutdown() }
            group.addTask { await self.metricPipeline.shutdown() }
        }
    }

    /// The metrics of now, for whoever pulls them: a route that Prometheus scrapes. Sums and histograms count since their start.
    ///
    /// ```swift
    /// configuration.metrics.exporters = [.prometheus]
    /// ```
    ///
    /// Without that exporter there are none.
    public func collectMetrics() async -> ResourceMetrics {
        if !metricPipeline.isPulled {
            diagnostics.warning(
                "metrics are not pulled",
                "collectMetrics() finds nothing: prometheus is not among configuration.metrics.exporters"
            )
        }
        return await metricPipeline.collect()
    }

    /// What became of the spans and log records so far.
    public var statistics: Statistics {
        Statistics(
            started: counters.recordedCount + counters.droppedCount,
            dropped: batches.dropped.merging(
                [.notSampled: counters.droppedCount, .filtered: pipeline.filtered.value].filter { $0.value > 0 }
            ) { $1 },
            exported: batches.sum(\.counts.exported),
            failed: batches.sum(\.counts.failed),
            waiting: batches.sum(\.waitingCount),
            metrics: metricPipeline.statistics,
            logs: Statistics.Logs(
                emitted: logs.emittedCount,
                dropped: logs.batches.dropped,
                exported: logs.batches.sum(\.counts.exported),
                failed: logs.batches.sum(\.counts.failed),
                waiting: logs.batches.sum(\.waitingCount)
            )
        )
    }
}

extension [BatchProcessor] {
    fileprivate func sum(_ count: (BatchProcessor) -> Int) -> Int { reduce(0) { $0 + count($1) } }

    fileprivate var dropped: [Statistics.DropCause: Int] {
        [.queueFull: sum(\.counts.queueFull), .shutdown: sum(\.counts.shutdown)].filter { $0.value > 0 }
    }
}

/// Why telemetry did not start.
public enum TelemetryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The process has a tracing backend already, from an earlier call or from another library.
    case alreadyBootstrapped

    public var description: String {
        switch self {
        case .alreadyBootstrapped:
            """
            The process has a tracing backend already. Call Telemetry.bootstrap() once, at the start of main(), and no \
            other InstrumentationSystem.bootstrap(_:).
            """
        }
    }
}
