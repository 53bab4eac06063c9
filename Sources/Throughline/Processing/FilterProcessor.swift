/// Keeps spans from being exported by what they have become: by their duration, say, which no sampler knows.
///
/// ```swift
/// configuration.traces.processors.append(
///     FilterProcessor { $0.kind != .internal || $0.duration > .milliseconds(1) }
/// )
/// ```
///
/// Children of a span that is left out have a parent that nobody knows: leave out leaves of a trace, or whole traces with a
/// ``Sampler``.
public struct FilterProcessor: EndingSpanProcessor {
    private let isExported: @Sendable (EndingSpan) -> Bool

    /// - Parameter isExported: Whether a span is exported that has ended.
    public init(_ isExported: @escaping @Sendable (_ span: EndingSpan) -> Bool) {
        self.isExported = isExported
    }

    public func onEnding(_ span: inout EndingSpan) {
        if span.isExported, !isExported(span) { span.isExported = false }
    }
}
