public import Logging
public import SpanRecording

/// Everything that can be set about the telemetry of a process. Hand it to `Telemetry.bootstrap(_:)`.
///
/// `Configuration()` holds the defaults of the OpenTelemetry specification and asks nobody. ``fromEnvironment(_:over:)``
/// reads the `OTEL_…` variables on top of it, and every one of them has a property here:
///
/// ```swift
/// var configuration = Configuration(serviceName: "shop")
/// configuration.traces.sampler = .parentBased(root: .traceIDRatio(0.1))
/// configuration.otlp.endpoint = "https://collector.example:4318"
/// configuration.otlp.headers["api-key"] = key
/// ```
///
/// A wrong setting never stops the application: it becomes one of the ``warnings``, and the default is used.
public struct Configuration: Sendable {
    /// Whether telemetry is recorded at all. Where it is not, a trace that comes in is still passed on
    /// (`OTEL_SDK_DISABLED`).
    public var isEnabled: Bool = true

    /// The name of the service. It beats `service.name` in ``resourceAttributes`` (`OTEL_SERVICE_NAME`).
    public var serviceName: String?

    /// What else describes this process. These attributes beat the detected ones (`OTEL_RESOURCE_ATTRIBUTES`).
    public var resourceAttributes: Attributes = [:]

    /// What finds out the rest, in this order; the last one that knows an attribute wins.
    public var resourceDetectors: [any ResourceDetector] = .standard

    /// The least severe messages that the SDK logs about itself (`OTEL_LOG_LEVEL`).
    public var logLevel: Logger.Level = .info

    /// What carries the context across processes, in this order (`OTEL_PROPAGATORS`).
    public var propagators: [any Propagator] = [TraceContextPropagator(), BaggagePropagator()]

    /// How to reach the collector, for all signals that do not say otherwise (`OTEL_EXPORTER_OTLP_…`).
    public var otlp = OTLP()

    /// How traces are sampled, limited, collected and exported.
    public var traces = Traces()

    /// How metrics are collected, aggregated and exported.
    public var metrics = Metrics()

    /// How logs are recorded, limited, collected and exported.
    public var logs = Logs()

    /// Where errors that a span records go (`OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN`).
    public var exceptions: ExceptionSignal = .spanEvents

    /// How long a shutdown waits for what is still to be exported.
    public var shutdownTimeout: Duration = .seconds(10)

    /// What was wrong with the settings, and what is used instead.
    public internal(set) var warnings: [ConfigurationWarning] = []

    /// The defaults of the specification.
    ///
    /// - Parameter serviceName: The name of the service. Without one it is `unknown_service:<executable>`.
    public init(serviceName: String? = nil) {
        self.serviceName = serviceName
    }
}

extension Configuration: CustomStringConvertible {
    /// The settings on one line each. Secrets are masked.
    public var description: String {
        var lines = [
            "isEnabled: \(isEnabled)",
            "serviceName: \(serviceName?.printable() ?? "-")",
            "resourceAttributes: \(resourceAttributes.map { $0.name.printable() }.joined(separator: ", "))",
            "resourceDetectors: \(resourceDetectors.map { "\(type(of: $0))" }.joined(separator: ", "))",
            "logLevel: \(logLevel)",
            "propagators: \(propagators.flatMap(\.fields).joined(separator: ", "))",
            "otlp: \(otlp)",
            "traces.sampler: \(traces.sampler)",
            "traces.exporters: \(traces.exporters.map(\.description).joined(separator: ", "))",
            "traces.batch: \(traces.batch)",
            "traces.spanLimits: \(traces.spanLimits)",
            "traces.codeLocation: \(traces.codeLocation)",
            "metrics.exporters: \(metrics.exporters.map(\.description).joined(separator: ", "))",
            "metrics.exportInterval: \(metrics.exportInterval)",
            "metrics.exportTimeout: \(metrics.exportTimeout)",
            "metrics.temporality: \(metrics.temporality)",
            "metrics.defaultHistogramAggregation: \(metrics.defaultHistogramAggregation)",
            "metrics.prometheus: \(metrics.prometheus)",
            "metrics.exemplarFilter: \(metrics.exemplarFilter)",
            "metrics.cardinalityLimit: \(metrics.cardinalityLimit)",
            "logs.level: \(logs.level)",
            "logs.exporters: \(logs.exporters.map(\.description).joined(separator: ", "))",
            "logs.batch: \(logs.batch)",
            "logs.limits: \(logs.limits)",
            "logs.codeLocation: \(logs.codeLocation)",
            "exceptions: \(exceptions)",
            "shutdownTimeout: \(shutdownTimeout)",
        ]
        if !metrics.otlp.isEmpty { lines.append("metrics.otlp: \(metrics.otlp)") }
        if !traces.otlp.isEmpty { lines.append("traces.otlp: \(traces.otlp)") }
        if !logs.otlp.isEmpty { lines.append("logs.otlp: \(logs.otlp)") }
        return lines.joined(separator: "\n")
    }
}

extension Configuration: CustomDebugStringConvertible {
    public var debugDescription: String { description }
}
