// The SDK itself: https://opentelemetry.io/docs/specs/semconv/registry/attributes/otel/ (v1.44, in development)

extension AttributeKey where Value == String {
    /// What tells one component of an SDK from another of its type, such as `otlp_http_span_exporter/0`.
    @inlinable public static var otelComponentName: Self { "otel.component.name" }
    /// The type of a component, such as `batching_span_processor`.
    @inlinable public static var otelComponentType: Self { "otel.component.type" }
    /// Where a span's parent is: `none`, `local` or `remote`.
    @inlinable public static var otelSpanParentOrigin: Self { "otel.span.parent.origin" }
    /// What the sampler decided: `DROP`, `RECORD_ONLY` or `RECORD_AND_SAMPLE`.
    @inlinable public static var otelSpanSamplingResult: Self { "otel.span.sampling_result" }
}
