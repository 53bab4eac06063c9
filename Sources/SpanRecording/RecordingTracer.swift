public import Tracing

/// A tracer that starts a span with everything a sampler may want to know: attributes, links and the scope.
///
/// The standard `startSpan` has none of these. A tracing backend that conforms gets them from every instrumentation that
/// starts its spans through an ``InstrumentationScope``; any other backend gets the same spans through the standard API.
public protocol RecordingTracer: Tracer {
    /// Starts a span now.
    ///
    /// - Parameters:
    ///   - name: The span's name, of low cardinality.
    ///   - context: What the span's parent is taken from.
    ///   - kind: The span's kind.
    ///   - scope: The library that makes the span.
    ///   - attributes: What is known at the start; samplers see these. Ask for it once at most, and not at all where neither
    ///     a sampler nor the span needs it.
    ///   - links: Spans that this one is related to.
    func startRecordingSpan(
        _ name: String,
        context: InstrumentationContext,
        ofKind kind: SpanKind,
        scope: InstrumentationScope,
        attributes: @autoclosure () -> Attributes,
        links: [SpanLink]
    ) -> any RecordingSpan
}
