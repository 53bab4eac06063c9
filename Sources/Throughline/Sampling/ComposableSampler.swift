public import SpanRecording

/// A sampler that says with which threshold it would sample, so that samplers can be combined and still sample the same traces
/// in every service.
///
/// ```swift
/// configuration.traces.sampler = .composite(.parentThreshold(root: .rules([
///     SamplingRule(.alwaysOff, when: .attribute("url.path", in: "/health", "/ready")),
///     SamplingRule(.alwaysOn, when: .kind(.consumer)),
///     SamplingRule(.probability(0.1)),
/// ])))
/// ```
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/sdk/#composablesampler
public protocol ComposableSampler: Sendable, CustomStringConvertible {
    /// Called on the thread that starts the span: it must be quick and must not block.
    func intent(_ candidate: SpanCandidate) -> SamplingIntent
}

/// What a ``ComposableSampler`` would do with a span.
public struct SamplingIntent: Sendable {
    /// From which randomness on the span is sampled.
    public var threshold: SamplingThreshold
    /// Whether the threshold says how many spans one that is sampled stands for. It is not handed on where it does not.
    public var isReliable: Bool
    /// Added to the attributes of a span that is sampled.
    public var attributes: Attributes

    public init(_ threshold: SamplingThreshold, isReliable: Bool = true, attributes: Attributes = Attributes()) {
        self.threshold = threshold
        self.isReliable = isReliable
        self.attributes = attributes
    }
}

/// Samples as a ``ComposableSampler`` wants it, by the trace's randomness, and hands the threshold on in the trace state.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/sdk/#compositesampler
public struct CompositeSampler: Sampler, TraceOnlySampler {
    private let sampler: any ComposableSampler
    private let rootThreshold: SamplingThreshold?

    public init(_ sampler: any ComposableSampler) {
        self.sampler = sampler
        rootThreshold = (sampler as? any RootThresholdSampler)?.rootThreshold
    }

    public func sample(_ candidate: SpanCandidate) -> SamplingResult {
        let traceState = candidate.parent?.traceState ?? TraceState()
        var shared = OTelTraceState(traceState)
        let intent = sampler.intent(candidate)
        let isSampled = intent.threshold.accepts(shared.randomness ?? candidate.traceID.randomness)
        shared.threshold = isSampled && intent.isReliable ? intent.threshold : nil
        return SamplingResult(
            isSampled ? .recordAndSample : .drop,
            attributes: isSampled ? intent.attributes : Attributes(),
            traceState: shared.written(to: traceState)
        )
    }

    /// A root that is dropped has no trace state, so that nothing else need be known of it.
    func decision(parent: SpanContext?, traceID: TraceID) -> SamplingResult.Decision? {
        guard parent == nil, let rootThreshold, !rootThreshold.accepts(traceID.randomness) else { return nil }
        return .drop
    }

    public var description: String { "Composite{\(sampler)}" }
}

/// A sampler whose threshold for roots does not depend on the span.
protocol RootThresholdSampler: ComposableSampler {
    /// `nil` if it does, after all.
    var rootThreshold: SamplingThreshold? { get }
}

extension Sampler where Self == CompositeSampler {
    /// Samples as a ``ComposableSampler`` wants it.
    public static func composite(_ sampler: any ComposableSampler) -> Self { CompositeSampler(sampler) }

    /// Records a share of all traces, from 0 to 1, by the randomness of the trace, and says in the trace state which share it is.
    ///
    /// A backend then knows how many spans there were. Services with different shares agree as far as they can: the smaller
    /// share is a part of the larger.
    ///
    /// Specification: https://opentelemetry.io/docs/specs/otel/trace/sdk/#probabilitysampler
    public static func probability(_ probability: Double) -> Self { CompositeSampler(.probability(probability)) }
}
