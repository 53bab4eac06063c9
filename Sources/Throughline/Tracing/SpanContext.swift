/// What of a span goes over every border: its ids, the flags and state of its trace.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/api/#spancontext
public struct SpanContext: Hashable, Sendable {
    public let traceID: TraceID
    public let spanID: SpanID
    public let traceFlags: TraceFlags
    public let traceState: TraceState
    /// Whether it came out of a carrier, rather than from a span of this process.
    public let isRemote: Bool

    public init(
        traceID: TraceID,
        spanID: SpanID,
        traceFlags: TraceFlags = [],
        traceState: TraceState = TraceState(),
        isRemote: Bool = false
    ) {
        self.traceID = traceID
        self.spanID = spanID
        self.traceFlags = traceFlags
        self.traceState = traceState
        self.isRemote = isRemote
    }

    /// Whether both ids are.
    public var isValid: Bool { traceID.isValid && spanID.isValid }

    /// Whether the trace is recorded by whoever made this context.
    public var isSampled: Bool { traceFlags.contains(.sampled) }
}
