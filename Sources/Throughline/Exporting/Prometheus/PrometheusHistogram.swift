import OTLP

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A histogram with boundaries, cumulative over its buckets, as Prometheus has it.
struct PrometheusHistogram {
    /// Upper boundaries, rising, the last one infinite, and how many values are not above them.
    private var buckets: [(bound: Double, count: UInt64)] = []
    private let count: UInt64
    private let sum: Double?
    private let exemplars: [Exemplar]

    init(_ point: HistogramDataPoint) {
        count = point.count
        sum = point.sum
        exemplars = point.exemplars
        var total: UInt64 = 0
        for (bound, bucket) in zip(point.explicitBounds, point.bucketCounts) {
            total &+= bucket
            guard bound < .infinity, buckets.last.map({ $0.bound < bound }) ?? true else { continue }
            buckets.append((bound, total))
        }
        buckets.append((.infinity, count))
    }

    /// An exponential histogram with its boundaries at powers of two, which hold for every scale from 0 up: so the
    /// boundaries stay the same when the histogram changes its scale, and the series go on.
    init(_ point: ExponentialHistogramDataPoint) {
        count = point.count
        sum = point.sum
        exemplars = point.exemplars
        // From -infinity up: negative buckets from the largest magnitude, zero, positive buckets.
        var total: UInt64 = 0
        var steps: [(bound: Double, count: UInt64)] = []
        for (index, bucket) in Self.merged(point.negative, scale: point.scale).reversed() {
            steps.append((-Self.lowerBound(index, scale: point.scale), bucket))
        }
        if point.zeroCount > 0 { steps.append((max(0, point.zeroThreshold), point.zeroCount)) }
        for (index, bucket) in Self.merged(point.positive, scale: point.scale) {
            steps.append((Self.lowerBound(index + 1, scale: point.scale), bucket))
        }
        for (bound, bucket) in steps {
            total &+= bucket
            guard bound.isFinite else { continue }
            if let last = buckets.last, last.bound >= bound {
                buckets[buckets.count - 1].count = total
            } else {
                buckets.append((bound, total))
            }
        }
        buckets.append((.infinity, count))
    }

    /// The counts of buckets that are not empty, of which those that lie between two powers of two are one.
    private static func merged(
        _ buckets: ExponentialHistogramDataPoint.Buckets?,
        scale: Int32
    ) -> [(index: Int, count: UInt64)] {
        var merged: [(index: Int, count: UInt64)] = []
        let shift = Int(max(0, min(scale, 62)))
        for (position, count) in (buckets?.bucketCounts ?? []).enumerated() where count > 0 {
            let index = (Int(buckets?.offset ?? 0) + position) >> shift
            if merged.last?.index == index {
                merged[merged.count - 1].count &+= count
            } else {
                merged.append((index, count))
            }
        }
        return merged
    }

    /// `base ** index`, with the base of the scale, or 2 where that is finer.
    private static func lowerBound(_ index: Int, scale: Int32) -> Double {
        let exponent = Double(index) * (scale < 0 ? exp2(Double(-max(scale, -20))) : 1)
        return exp2(exponent)
    }

    func samples(labels: PrometheusLabels) -> [PrometheusFamily.Sample] {
        var lower = -Double.infinity
        var samples: [PrometheusFamily.Sample] = buckets.map { bound, count in
            defer { lower = bound }
            return .init(
                suffix: "_bucket",
                labels: labels,
                ownLabel: ("le", bound),
                value: .int(Int64(clamping: count)),
                exemplar: exemplar(above: lower, upTo: bound)
            )
        }
        samples.append(.init(suffix: "_count", labels: labels, value: .int(Int64(clamping: count))))
        if let sum { samples.append(.init(suffix: "_sum", labels: labels, value: .double(sum))) }
        return samples
    }

    /// The latest one in a bucket.
    private func exemplar(above lower: Double, upTo upper: Double) -> Exemplar? {
        exemplars
            .filter { exemplar in
                let value: Double
                switch exemplar.value {
                case .double(let number): value = number
                case .int(let number): value = Double(number)
                case nil: return false
                }
                return value > lower && value <= upper
            }
            .max { $0.timeUnixNano < $1.timeUnixNano }
    }
}
