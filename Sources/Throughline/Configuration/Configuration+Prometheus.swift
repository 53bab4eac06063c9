extension Configuration.Metrics {
    /// How Prometheus gets the metrics, where ``exporters`` has ``Exporter/prometheus``.
    ///
    /// A server has a route already, and gives it away: see `Telemetry.prometheus(_:_:)` of ThroughlinePrometheus. Whatever
    /// else has none can let the SDK listen.
    public struct Prometheus: Sendable, Hashable {
        /// How metrics are named and labelled.
        public var options = PrometheusOptions()

        /// Whether the SDK itself listens, at ``host`` and ``port``, for `GET /metrics`. The environment switches it on with
        /// `OTEL_METRICS_EXPORTER=prometheus`.
        public var isServed: Bool = false

        /// The address to listen on (`OTEL_EXPORTER_PROMETHEUS_HOST`). Metrics are for everybody who reaches it.
        public var host: String = "localhost"

        /// The port to listen on; 0 for any that is free (`OTEL_EXPORTER_PROMETHEUS_PORT`).
        public var port: Int = 9464

        public init() {}

        mutating func read(_ environment: inout Environment) {
            host = environment.text("OTEL_EXPORTER_PROMETHEUS_HOST") ?? host
            environment.read("OTEL_EXPORTER_PROMETHEUS_PORT", into: &port, in: 0...65_535)
        }
    }
}

extension Configuration.Metrics.Prometheus: CustomStringConvertible {
    public var description: String {
        "\(isServed ? "served" : "not served by the SDK") at \(host.printable()):\(port)"
    }
}
