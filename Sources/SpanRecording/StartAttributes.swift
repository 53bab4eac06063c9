public import Tracing

extension InstrumentationContext {
    /// A copy of this context that hands attributes and links to the next span that is started from it.
    ///
    /// The standard `withSpan` and `startSpan` take neither, so that samplers would never see them. A span started from the
    /// returned context has them from the start; its children do not inherit them.
    ///
    /// ```swift
    /// let context = InstrumentationContext.current ?? .topLevel
    /// try await withSpan("import", context: context.startingSpan(with: ["shop.rows": 1_200])) { span in … }
    /// ```
    public func startingSpan(with attributes: Attributes, links: [SpanLink] = []) -> InstrumentationContext {
        var context = self
        context[SpanStartKey.self] = SpanStart(attributes: attributes, links: links)
        return context
    }

    /// What ``startingSpan(with:links:)`` left, which is taken out: a tracing backend calls this when it starts a span.
    public mutating func takeSpanStart() -> SpanStart? {
        guard let start = self[SpanStartKey.self] else { return nil }
        self[SpanStartKey.self] = nil
        return start
    }
}

/// Attributes and links that a span has from its start.
public struct SpanStart: Sendable {
    public let attributes: Attributes
    public let links: [SpanLink]
}

private enum SpanStartKey: InstrumentationContextKey {
    typealias Value = SpanStart
    static var nameOverride: String? { "span-start" }
}
