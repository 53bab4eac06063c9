/// Makes the ids of traces and spans.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/sdk/#id-generators
public protocol IDGenerator: Sendable {
    /// A new trace id, not all zero. It is asked for at the root of each trace.
    func nextTraceID() -> TraceID
    /// A new span id, not all zero.
    func nextSpanID() -> SpanID
    /// Whether at least the last seven bytes of each trace id are random, as the `random` trace flag promises.
    var makesRandomTraceIDs: Bool { get }
}

extension IDGenerator {
    public var makesRandomTraceIDs: Bool { false }
}

/// Random ids, from a generator that each thread has to itself.
public struct RandomIDGenerator: IDGenerator {
    public init() {}

    public func nextTraceID() -> TraceID {
        ThreadState.withCurrent { TraceID(high: $0.random.next(), low: $0.random.nextNonZero()) }
    }

    public func nextSpanID() -> SpanID {
        ThreadState.withCurrent { SpanID($0.random.nextNonZero()) }
    }

    public var makesRandomTraceIDs: Bool { true }
}
