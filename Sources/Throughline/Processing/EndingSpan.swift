public import SpanRecording
public import Tracing

/// A span that has ended and was not handed on yet: the last time that it can be changed, by one processor after the other and
/// by nobody else.
public struct EndingSpan: Sendable {
    public let spanContext: SpanContext
    /// The parent, or `nil` for the root of a trace.
    public let parent: SpanContext?
    public let kind: SpanKind
    /// Nanoseconds since 1970.
    public let startTime: UInt64
    /// Nanoseconds since 1970.
    public let endTime: UInt64

    public var name: String
    public var status: SpanStatus?
    public var attributes: Attributes
    public var events: [SpanEvent]
    public var links: [RecordedSpan.Link]
    /// Whether it goes to exporters. Processors still see the end of one that does not.
    public var isExported: Bool

    /// How long it took.
    public var duration: Duration {
        .nanoseconds(Int64(clamping: endTime > startTime ? endTime - startTime : 0))
    }

    init(_ span: RecordedSpan) {
        spanContext = span.spanContext
        parent = span.parent
        kind = span.kind
        startTime = span.startTime
        endTime = span.endTime ?? span.startTime
        name = span.name
        status = span.status
        attributes = span.attributes
        events = span.events
        links = span.links
        isExported = span.isSampled
    }
}

/// A processor that changes spans when they have ended, or keeps them from being exported.
///
/// ```swift
/// struct Anonymous: EndingSpanProcessor {
///     func onEnding(_ span: inout EndingSpan) {
///         span.attributes["user.id"] = nil
///     }
/// }
/// ```
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/sdk/#onending
public protocol EndingSpanProcessor: SpanProcessor {
    /// Called on the thread that ends the span, before any ``SpanProcessor/onEnd(_:)``: it must be quick, and must not block.
    func onEnding(_ span: inout EndingSpan)
}

extension EndingSpanProcessor {
    public func onEnd(_ span: RecordedSpan) {}
}
