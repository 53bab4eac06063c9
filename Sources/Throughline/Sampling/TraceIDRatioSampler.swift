/// Records a fixed share of all traces, chosen by the trace id, so that every service chooses the same ones.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/sdk/#traceidratiobased
public struct TraceIDRatioSampler: Sampler, TraceOnlySampler {
    /// The share of traces that are recorded, from 0 to 1.
    public let ratio: Double
    private let bound: UInt64

    /// - Parameter ratio: The share of traces to record; what is outside of 0...1, or not a number, is moved inside.
    public init(ratio: Double) {
        self.ratio = ratio.isNaN ? 0 : min(max(ratio, 0), 1)
        let scaled = self.ratio * 0x1p64
        bound = scaled >= 0x1p64 ? .max : UInt64(scaled)
    }

    public func sample(_ candidate: SpanCandidate) -> SamplingResult {
        SamplingResult(decision(candidate.traceID))
    }

    func decision(parent: SpanContext?, traceID: TraceID) -> SamplingResult.Decision? { decision(traceID) }

    private func decision(_ traceID: TraceID) -> SamplingResult.Decision {
        traceID.low < bound || bound == .max ? .recordAndSample : .drop
    }

    public var description: String { "TraceIdRatioBased{\(ratio)}" }
}

extension Sampler where Self == TraceIDRatioSampler {
    /// Records a share of all traces, from 0 to 1, chosen by the trace id.
    public static func traceIDRatio(_ ratio: Double) -> Self { TraceIDRatioSampler(ratio: ratio) }
}
