/// Does what the parent did, with the parent's threshold; asks another sampler where there is no parent.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/sdk/#composableparentthreshold
public struct ParentThresholdSampler: ComposableSampler, RootThresholdSampler {
    private let root: any ComposableSampler

    /// - Parameter root: Asked for spans without a parent.
    public init(root: any ComposableSampler) {
        self.root = root
    }

    public func intent(_ candidate: SpanCandidate) -> SamplingIntent {
        guard let parent = candidate.parent else { return root.intent(candidate) }
        if let threshold = OTelTraceState(parent.traceState).threshold { return SamplingIntent(threshold) }
        return SamplingIntent(parent.isSampled ? .always : .never, isReliable: false)
    }

    var rootThreshold: SamplingThreshold? { (root as? any RootThresholdSampler)?.rootThreshold }

    public var description: String { "ParentThreshold{root:\(root)}" }
}

extension ComposableSampler where Self == ParentThresholdSampler {
    /// Does what the parent did; asks `root` where there is no parent.
    public static func parentThreshold(root: any ComposableSampler) -> Self { ParentThresholdSampler(root: root) }
}
