public import Tracing

extension InstrumentationContext {
    /// The span in this context: the parent of a span that is started from it.
    ///
    /// Propagators write what they extract here, and read what they inject.
    public var spanContext: SpanContext? {
        get { self[ContextSpanKey.self]?.spanContext }
        set { self[ContextSpanKey.self] = newValue.map { .foreign(ForeignSpan($0)) } }
    }

    /// The span itself, where it is one of this process.
    var contextSpan: ContextSpan? {
        get { self[ContextSpanKey.self] }
        set { self[ContextSpanKey.self] = newValue }
    }
}

extension InstrumentationContext {
    /// The same without the span. A span keeps this of the context that it was started from: with its parent in it, the last
    /// of a chain of spans would keep all of them alive.
    var withoutSpan: InstrumentationContext {
        guard !isEmpty, contextSpan != nil else { return self }
        guard count > 1 else { return .topLevel }
        var context = self
        context.contextSpan = nil
        return context
    }
}

/// The span in a context. One word, so that putting it into a context does not allocate a box for it.
enum ContextSpan: Sendable {
    case recorded(RecordedSpan)
    case dropped(DroppedSpan)
    case foreign(ForeignSpan)

    var spanContext: SpanContext {
        switch self {
        case .recorded(let span): span.spanContext
        case .dropped(let span): span.spanContext
        case .foreign(let span): span.spanContext
        }
    }
}

/// A span that this process knows only by its context.
final class ForeignSpan: Sendable {
    let spanContext: SpanContext

    init(_ spanContext: SpanContext) {
        self.spanContext = spanContext
    }
}

private enum ContextSpanKey: InstrumentationContextKey {
    typealias Value = ContextSpan
    static var nameOverride: String? { "throughline-span" }
}
