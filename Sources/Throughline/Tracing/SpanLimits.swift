/// How much one span may hold. What is over a limit is dropped and counted on the span.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/sdk/#span-limits
public struct SpanLimits: Hashable, Sendable {
    /// The number of attributes of a span.
    public var attributeCount = 128
    /// The length of a string attribute, in Unicode scalars; longer ones are cut. `nil` is no limit.
    public var attributeValueLength: Int?
    /// The number of events of a span.
    public var eventCount = 128
    /// The number of links of a span.
    public var linkCount = 128
    /// The number of attributes of an event.
    public var attributeCountPerEvent = 128
    /// The number of attributes of a link.
    public var attributeCountPerLink = 128

    public init() {}
}
