/// A sampler that asks another process how to sample, from when the telemetry starts until it is shut down.
protocol RemoteSampler: Sampler {
    func start(service: String, diagnostics: Diagnostics)
    /// Returns when everything is closed.
    func shutdown() async
}

/// A sampler that asks others.
protocol SamplerWrapper: Sampler {
    var wrapped: [any Sampler] { get }
}

extension Sampler {
    /// The remote samplers in this one, itself included.
    var remoteSamplers: [any RemoteSampler] {
        if let remote = self as? any RemoteSampler { return [remote] }
        return (self as? any SamplerWrapper)?.wrapped.flatMap(\.remoteSamplers) ?? []
    }
}
