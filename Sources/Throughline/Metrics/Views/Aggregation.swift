/// How the measurements of a series become a data point.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/metrics/sdk/#aggregation
public enum Aggregation: Sendable, Hashable {
    /// Nothing comes of them.
    case drop
    /// By the kind of instrument: a sum for counters, the last value for gauges, buckets for histograms.
    case `default`
    /// They are added up.
    case sum
    /// The last one counts.
    case lastValue
    /// They are counted in buckets; each boundary is the upper end, itself included, of one. Without boundaries, the
    /// instrument's own, or else OpenTelemetry's, are used.
    case explicitBuckets(boundaries: [Double]? = nil, recordsMinMax: Bool = true)
    /// They are counted in buckets that grow by a constant factor, which is as near to 1 as the number of buckets allows.
    ///
    /// - Parameters:
    ///   - maxSize: How many buckets there are at most, for positive and for negative values each: 2 to 16,384.
    ///   - maxScale: The finest scale: -10 to 20.
    case exponentialBuckets(maxSize: Int = 160, maxScale: Int = 20, recordsMinMax: Bool = true)

    /// Specification: https://opentelemetry.io/docs/specs/otel/metrics/sdk/#explicit-bucket-histogram-aggregation
    static let defaultBoundaries: [Double] = [
        0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000,
    ]

    /// For durations in seconds that nobody has said boundaries for: those of the HTTP conventions.
    static let secondsBoundaries: [Double] = [
        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ]
}
