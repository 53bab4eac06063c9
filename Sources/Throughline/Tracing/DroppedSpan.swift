import Tracing

/// A span that is not recorded: it hands on a correct context, and that is all.
final class DroppedSpan: Sendable {
    let spanContext: SpanContext
    private let parentContext: InstrumentationContext
    private let isTransparent: Bool

    /// A span that the sampler dropped: an unsampled one of its own in the trace.
    init(spanContext: SpanContext, parentContext: InstrumentationContext) {
        self.spanContext = spanContext
        self.parentContext = parentContext.withoutSpan
        isTransparent = false
    }

    /// What stands for a span while telemetry is disabled: whatever comes in goes out unchanged.
    init(passingOn parentContext: InstrumentationContext, parent: SpanContext?) {
        spanContext = parent ?? SpanContext(traceID: TraceID(high: 0, low: 0), spanID: SpanID(0))
        self.parentContext = parentContext
        isTransparent = true
    }

    /// Made when it is asked for: most dropped spans are never anybody's parent.
    var context: InstrumentationContext {
        guard !isTransparent else { return parentContext }
        var context = parentContext
        context.contextSpan = .dropped(self)
        return context
    }
}
