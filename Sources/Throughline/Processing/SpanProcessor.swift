public import Tracing

/// Is told of every recorded span, when it starts and when it has ended.
///
/// Processors are called in the order in which they were configured, on the thread that starts or ends the span: they must
/// be quick, and must not block.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/sdk/#span-processor
public protocol SpanProcessor: Sendable {
    /// The span has started; it can still be changed.
    func onStart(_ span: ThroughlineSpan, parentContext: InstrumentationContext)

    /// The span has ended; it can only be read.
    func onEnd(_ span: RecordedSpan)

    /// Returns when every span that ended before the call has been handed on, or could not be.
    func forceFlush() async

    /// Hands on what there is, then lets go of everything. Spans that end later are ignored.
    func shutdown() async
}

extension SpanProcessor {
    public func onStart(_ span: ThroughlineSpan, parentContext: InstrumentationContext) {}
    public func forceFlush() async {}
    public func shutdown() async {}
}
