public import SpanRecording

/// A sampler's answer.
public struct SamplingResult: Sendable {
    public enum Decision: Hashable, Sendable {
        /// Nothing is recorded, nothing is exported; the context is handed on, unsampled.
        case drop
        /// Recorded for processors, but not exported; the context is handed on, unsampled.
        case recordOnly
        /// Recorded and exported; the context is handed on, sampled.
        case recordAndSample
    }

    public var decision: Decision
    /// Added to the span's attributes.
    public var attributes: Attributes
    /// What becomes the span's trace state; `nil` keeps the parent's.
    public var traceState: TraceState?

    public init(_ decision: Decision, attributes: Attributes = Attributes(), traceState: TraceState? = nil) {
        self.decision = decision
        self.attributes = attributes
        self.traceState = traceState
    }
}
