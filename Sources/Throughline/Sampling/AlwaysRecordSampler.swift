/// Records every span, and exports those that another sampler samples: processors see all of them, to count or measure, and the
/// collector does not.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/sdk/#alwaysrecord
public struct AlwaysRecordSampler: Sampler, SamplerWrapper {
    private let sampler: any Sampler

    /// - Parameter sampler: Decides which spans are exported.
    public init(_ sampler: any Sampler) {
        self.sampler = sampler
    }

    public func sample(_ candidate: SpanCandidate) -> SamplingResult {
        var result = sampler.sample(candidate)
        if result.decision == .drop { result.decision = .recordOnly }
        return result
    }

    var wrapped: [any Sampler] { [sampler] }

    public var description: String { "AlwaysRecord{\(sampler)}" }
}

extension Sampler where Self == AlwaysRecordSampler {
    /// Records every span, and exports those that another sampler samples.
    public static func alwaysRecord(exporting sampler: any Sampler) -> Self { AlwaysRecordSampler(sampler) }
}
