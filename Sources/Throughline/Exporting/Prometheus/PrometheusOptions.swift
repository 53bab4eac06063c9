/// How metrics are named and labelled for Prometheus.
///
/// Source: [OpenTelemetry, Prometheus and OpenMetrics
/// compatibility](https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/).
public struct PrometheusOptions: Sendable, Hashable {
    /// Whether names end in their unit, as `_seconds`.
    public var addsUnits: Bool = true

    /// Whether counters end in `_total`. In OpenMetrics a counter has to; without, it is there of unknown type.
    public var addsTotal: Bool = true

    /// Whether there is a metric `target_info` with the attributes of the resource.
    public var includesTargetInfo: Bool = true

    /// Whether all metrics say which instrumentation they come from: `otel_scope_name`, `otel_scope_version`,
    /// `otel_scope_schema_url`, and the scope's attributes.
    public var includesScope: Bool = true

    public init() {}
}
