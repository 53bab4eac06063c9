/// Samples a fixed share of all traces, chosen by their randomness.
public struct ProbabilitySampler: ComposableSampler, RootThresholdSampler {
    private let threshold: SamplingThreshold
    public let description: String

    /// - Parameter probability: The share of traces to sample; what is outside of 0...1, or not a number, is moved inside.
    public init(_ probability: Double) {
        self.init(SamplingThreshold(probability: probability), description: "Probability{\(probability)}")
    }

    fileprivate init(_ threshold: SamplingThreshold, description: String) {
        self.threshold = threshold
        self.description = description
    }

    public func intent(_ candidate: SpanCandidate) -> SamplingIntent { SamplingIntent(threshold) }

    var rootThreshold: SamplingThreshold? { threshold }
}

extension ComposableSampler where Self == ProbabilitySampler {
    /// Samples every span.
    public static var alwaysOn: Self { ProbabilitySampler(.always, description: "AlwaysOn") }
    /// Samples no span.
    public static var alwaysOff: Self { ProbabilitySampler(.never, description: "AlwaysOff") }
    /// Samples a share of all traces, from 0 to 1.
    public static func probability(_ probability: Double) -> Self { ProbabilitySampler(probability) }
}
