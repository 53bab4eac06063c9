import Tracing

/// A span that the sampler dropped: it records nothing, and hands on a correct, unsampled context.
final class DroppedSpan: Sendable {
    let spanContext: SpanContext
    private let parentContext: InstrumentationContext

    init(spanContext: SpanContext, parentContext: InstrumentationContext) {
        self.spanContext = spanContext
        self.parentContext = parentContext
    }

    /// Made when it is asked for: most dropped spans are never anybody's parent.
    var context: InstrumentationContext {
        var context = parentContext
        context.contextSpan = .dropped(self)
        return context
    }
}
