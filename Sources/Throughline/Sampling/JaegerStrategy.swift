/// What a Jaeger agent or collector says of a service's sampling.
///
/// Source: `api_v2/sampling.proto` of https://github.com/jaegertracing/jaeger-idl, in its JSON.
struct JaegerStrategy: Decodable, Hashable {
    struct Probabilistic: Decodable, Hashable {
        var samplingRate: Double?
    }

    struct RateLimiting: Decodable, Hashable {
        var maxTracesPerSecond: Double?
    }

    struct PerOperation: Decodable, Hashable {
        struct Strategy: Decodable, Hashable {
            var operation: String
            var probabilisticSampling: Probabilistic?
        }

        var defaultSamplingProbability: Double?
        var defaultLowerBoundTracesPerSecond: Double?
        var perOperationStrategies: [Strategy]?
    }

    var probabilisticSampling: Probabilistic?
    var rateLimitingSampling: RateLimiting?
    var operationSampling: PerOperation?

    /// The sampler that this describes; `nil` if it describes none.
    var sampler: (any Sampler)? {
        if let operationSampling { return JaegerOperationSampler(operationSampling) }
        // Zeros are left out of this JSON.
        if let rateLimitingSampling { return .rateLimited(perSecond: rateLimitingSampling.maxTracesPerSecond ?? 0) }
        return probabilisticSampling.map { .traceIDRatio($0.samplingRate ?? 0) }
    }
}

/// A share of its own for some of a service's operations, which are told apart by the names of their spans; each is sampled from
/// time to time, however small its share is.
struct JaegerOperationSampler: Sampler {
    private struct Operation: Sendable {
        let share: TraceIDRatioSampler
        let least: RateLimitedSampler

        init(_ share: Double?, atLeast perSecond: Double?) {
            self.share = TraceIDRatioSampler(ratio: share ?? 0)
            least = RateLimitedSampler(perSecond: perSecond ?? 0)
        }
    }

    private let operations: [String: Operation]
    private let others: Operation

    init(_ strategy: JaegerStrategy.PerOperation) {
        let least = strategy.defaultLowerBoundTracesPerSecond
        let named = (strategy.perOperationStrategies ?? []).map {
            ($0.operation, Operation($0.probabilisticSampling?.samplingRate, atLeast: least))
        }
        operations = Dictionary(named) { first, _ in first }
        others = Operation(strategy.defaultSamplingProbability, atLeast: least)
    }

    func sample(_ candidate: SpanCandidate) -> SamplingResult {
        let operation = operations[candidate.name] ?? others
        let result = operation.share.sample(candidate)
        return result.decision == .drop ? operation.least.sample(candidate) : result
    }

    var description: String { "JaegerOperations{\(operations.count)}" }
}
