/// From which randomness on a trace is sampled, of 56 bits that all services of the trace see the same.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
public struct SamplingThreshold: Hashable, Comparable, Sendable {
    /// From 0, which samples every trace, to 2^56, which samples none.
    let value: UInt64

    private static let bound: UInt64 = 1 << 56

    /// Samples every trace.
    public static let always = SamplingThreshold(value: 0)
    /// Samples no trace.
    public static let never = SamplingThreshold(value: bound)

    init(value: UInt64) {
        self.value = min(value, Self.bound)
    }

    /// - Parameter probability: The share of traces to sample; what is outside of 0...1, or not a number, is moved inside.
    public init(probability: Double) {
        let probability = probability.isNaN ? 0 : min(max(probability, 0), 1)
        self.init(value: Self.bound - UInt64((probability * 0x1p56).rounded(.toNearestOrEven)))
    }

    /// Whether a trace with this randomness is sampled.
    func accepts(_ randomness: UInt64) -> Bool { value <= randomness }

    public static func < (one: SamplingThreshold, other: SamplingThreshold) -> Bool { one.value < other.value }
}

extension TraceID {
    /// The 56 bits that are random, by W3C Trace Context Level 2.
    var randomness: UInt64 { low & 0x00ff_ffff_ffff_ffff }
}
