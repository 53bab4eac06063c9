/// The same answer for every span.
public struct ConstantSampler: Sampler, TraceOnlySampler {
    private let result: SamplingResult
    public let description: String

    init(_ decision: SamplingResult.Decision, description: String) {
        result = SamplingResult(decision)
        self.description = description
    }

    public func sample(_ candidate: SpanCandidate) -> SamplingResult { result }

    func decision(parent: SpanContext?, traceID: TraceID) -> SamplingResult.Decision? { result.decision }
}

extension Sampler where Self == ConstantSampler {
    /// Records every span.
    public static var alwaysOn: Self { ConstantSampler(.recordAndSample, description: "AlwaysOnSampler") }
    /// Drops every span.
    public static var alwaysOff: Self { ConstantSampler(.drop, description: "AlwaysOffSampler") }
}
