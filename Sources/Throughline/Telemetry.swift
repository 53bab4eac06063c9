public import Logging
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

    private let pipeline: SpanPipeline
    let logs: LogPipeline
    private let batches: [BatchProcessor]
    private let counters = SpanCounters()

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
        let resource = Resource.current(for: configuration)
        self.resource = resource
        let encodedResource = EncodedResource(resource)
        logs = LogPipeline(
            settings: configuration.logs,
            processors: configuration.isEnabled ? configuration.logs.processors : [],
            batches: !configuration.isEnabled
                ? []
                : configuration.logs.exporters.map { exporter in
                    BatchProcessor(
                        exporter: BatchExporter(exporter.make(configuration, diagnostics: diagnostics)),
                        configuration: configuration.logs.batch,
                        shutdownTimeout: configuration.shutdownTimeout,
                        resource: encodedResource,
                        diagnostics: diagnostics
                    )
                }
        )
        batches =
            !configuration.isEnabled
            ? []
            : configuration.traces.exporters.map { exporter in
                BatchProcessor(
                    exporter: BatchExporter(exporter.make(configuration, diagnostics: diagnostics)),
                    configuration: configuration.traces.batch,
                    shutdownTimeout: configuration.shutdownTimeout,
                    resource: encodedResource,
                    diagnostics: diagnostics
                )
            }
        pipeline = SpanPipeline(
            limits: configuration.traces.spanLimits,
            recordsCodeLocation: configuration.traces.codeLocation,
            exceptions: ExceptionRecording(configuration.exceptions, logs: logs),
            processors: configuration.isEnabled ? configuration.traces.processors : [],
            batches: batches
        )
        tracer = ThroughlineTracer(
            isEnabled: configuration.isEnabled,
            sampler: configuration.traces.sampler,
            idGenerator: configuration.traces.idGenerator,
            propagator: CompositePropagator(configuration.propagators),
            pipeline: pipeline,
            counters: counters
        )
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
        return telemetry
    }

    /// Runs until the service group shuts down or the task is cancelled, then exports what is left. It never throws, and
    /// never ends before.
    public func run() async {
        try? await gracefulShutdown()  // it throws when the task is cancelled, which means the same here
        await shutdown()
    }

    /// Exports every span that has ended and everything that was logged; returns when they are out, or could not be sent, and
    /// after ``Configuration/Batch/exportTimeout`` in any case.
    public func forceFlush() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.pipeline.forceFlush() }
            group.addTask { await self.logs.forceFlush() }
        }
    }

    /// Exports every span that has ended and everything that was logged, for ``Configuration/shutdownTimeout`` at most, and closes
    /// all connections. What comes later is dropped. A second call does nothing.
    public func shutdown() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.pipeline.shutdown() }
            group.addTask { await self.logs.shutdown() }
        }
    }

    /// What became of the spans and log records so far.
    public var statistics: Statistics {
        Statistics(
            started: counters.recordedCount + counters.droppedCount,
            dropped: batches.dropped.merging([.notSampled: counters.droppedCount].filter { $0.value > 0 }) { $1 },
            exported: batches.sum(\.counts.exported),
            failed: batches.sum(\.counts.failed),
            waiting: batches.sum(\.waitingCount),
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
