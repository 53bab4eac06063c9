public import SpanRecording
public import Tracing

/// Decides at a span's start whether it is recorded.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/sdk/#sampler
public protocol Sampler: Sendable, CustomStringConvertible {
    /// Called on the thread that starts the span, for every span: it must be quick and must not block.
    func sample(_ candidate: SpanCandidate) -> SamplingResult
}

/// A sampler that may look at nothing but the parent and the trace's id: it is asked without everything else being put
/// together, so that nobody computes the attributes of a span that it drops.
protocol TraceOnlySampler: Sampler {
    /// The decision, or `nil` if this one must be asked with a ``SpanCandidate`` after all.
    func decision(parent: SpanContext?, traceID: TraceID) -> SamplingResult.Decision?
}

/// A span that is about to start, as a sampler sees it.
public struct SpanCandidate: Sendable {
    /// The context that the span is started from; the parent is ``parent``.
    public let context: InstrumentationContext
    /// The parent, or `nil` for the root of a trace.
    public let parent: SpanContext?
    /// The trace that the span belongs to: the parent's, or a new one.
    public let traceID: TraceID
    public let name: String
    public let kind: SpanKind
    /// What is known at the start.
    public let attributes: Attributes
    public let links: [SpanLink]

    public init(
        context: InstrumentationContext,
        parent: SpanContext?,
        traceID: TraceID,
        name: String,
        kind: SpanKind,
        attributes: Attributes = Attributes(),
        links: [SpanLink] = []
    ) {
        self.context = context
        self.parent = parent
        self.traceID = traceID
        self.name = name
        self.kind = kind
        self.attributes = attributes
        self.links = links
    }
}
