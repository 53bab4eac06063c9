/// Does what the parent did; asks another sampler where there is no parent.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/sdk/#parentbased
public struct ParentBasedSampler: Sampler, TraceOnlySampler, SamplerWrapper {
    private let root: Branch
    private let remoteParentSampled: Branch
    private let remoteParentNotSampled: Branch
    private let localParentSampled: Branch
    private let localParentNotSampled: Branch

    /// A sampler, and the same where it looks at the trace only.
    private struct Branch: Sendable {
        let sampler: any Sampler
        let traceOnly: (any TraceOnlySampler)?

        init(_ sampler: any Sampler) {
            self.sampler = sampler
            traceOnly = sampler as? any TraceOnlySampler
        }
    }

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
        self.root = Branch(root)
        self.remoteParentSampled = Branch(remoteParentSampled)
        self.remoteParentNotSampled = Branch(remoteParentNotSampled)
        self.localParentSampled = Branch(localParentSampled)
        self.localParentNotSampled = Branch(localParentNotSampled)
    }

    public func sample(_ candidate: SpanCandidate) -> SamplingResult {
        branch(parent: candidate.parent).sampler.sample(candidate)
    }

    func decision(parent: SpanContext?, traceID: TraceID) -> SamplingResult.Decision? {
        branch(parent: parent).traceOnly?.decision(parent: parent, traceID: traceID)
    }

    var wrapped: [any Sampler] {
        [root, remoteParentSampled, remoteParentNotSampled, localParentSampled, localParentNotSampled].map(\.sampler)
    }

    private func branch(parent: SpanContext?) -> Branch {
        guard let parent else { return root }
        return switch (parent.isRemote, parent.isSampled) {
        case (true, true): remoteParentSampled
        case (true, false): remoteParentNotSampled
        case (false, true): localParentSampled
        case (false, false): localParentNotSampled
        }
    }

    public var description: String {
        """
        ParentBased{root:\(root.sampler),remoteParentSampled:\(remoteParentSampled.sampler),\
        remoteParentNotSampled:\(remoteParentNotSampled.sampler),localParentSampled:\(localParentSampled.sampler),\
        localParentNotSampled:\(localParentNotSampled.sampler)}
        """
    }
}

extension Sampler where Self == ParentBasedSampler {
    /// Does what the parent did; asks `root` where there is no parent.
    public static func parentBased(root: any Sampler) -> Self { ParentBasedSampler(root: root) }
}
