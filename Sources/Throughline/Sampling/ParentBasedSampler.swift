/// Does what the parent did; asks another sampler where there is no parent.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/sdk/#parentbased
public struct ParentBasedSampler: Sampler {
    private let root: any Sampler
    private let remoteParentSampled: any Sampler
    private let remoteParentNotSampled: any Sampler
    private let localParentSampled: any Sampler
    private let localParentNotSampled: any Sampler

    /// - Parameters:
    ///   - root: Asked for spans without a parent.
    ///   - remoteParentSampled: Asked where the parent came out of a carrier, and is recorded.
    ///   - remoteParentNotSampled: Asked where the parent came out of a carrier, and is not recorded.
    ///   - localParentSampled: Asked where the parent is of this process, and is recorded.
    ///   - localParentNotSampled: Asked where the parent is of this process, and is not recorded.
    public init(
        root: any Sampler,
        remoteParentSampled: any Sampler = .alwaysOn,
        remoteParentNotSampled: any Sampler = .alwaysOff,
        localParentSampled: any Sampler = .alwaysOn,
        localParentNotSampled: any Sampler = .alwaysOff
    ) {
        self.root = root
        self.remoteParentSampled = remoteParentSampled
        self.remoteParentNotSampled = remoteParentNotSampled
        self.localParentSampled = localParentSampled
        self.localParentNotSampled = localParentNotSampled
    }

    public func sample(_ candidate: SpanCandidate) -> SamplingResult {
        guard let parent = candidate.parent else { return root.sample(candidate) }
        return switch (parent.isRemote, parent.isSampled) {
        case (true, true): remoteParentSampled.sample(candidate)
        case (true, false): remoteParentNotSampled.sample(candidate)
        case (false, true): localParentSampled.sample(candidate)
        case (false, false): localParentNotSampled.sample(candidate)
        }
    }

    public var description: String {
        """
        ParentBased{root:\(root),remoteParentSampled:\(remoteParentSampled),\
        remoteParentNotSampled:\(remoteParentNotSampled),localParentSampled:\(localParentSampled),\
        localParentNotSampled:\(localParentNotSampled)}
        """
    }
}

extension Sampler where Self == ParentBasedSampler {
    /// Does what the parent did; asks `root` where there is no parent.
    public static func parentBased(root: any Sampler) -> Self { ParentBasedSampler(root: root) }
}
