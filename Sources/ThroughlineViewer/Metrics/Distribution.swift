import Foundation
import OTLP

/// How many values there are of what size.
struct Distribution {
    /// The upper bounds of all buckets but the last, rising.
    let bounds: [Double]
    /// One more than there are bounds.
    let counts: [UInt64]

    /// - Parameter before: the counts before these, where they count since a start; counts that are less than before have begun
    ///   anew.
    init(bounds: [Double], counts: [UInt64], since before: [UInt64]? = nil) {
        self.bounds = bounds
        if let before, before.count == counts.count, zip(counts, before).allSatisfy({ $0 >= $1 }) {
            self.counts = zip(counts, before).map { $0 - $1 }
        } else {
            self.counts = counts
        }
    }

    /// The buckets of an exponential histogram with explicit bounds, neighbours merged where there are very many.
    ///
    /// - Returns: `nil` where the bounds are not to be computed.
    init?(_ point: ExponentialHistogramDataPoint) {
        let scale = Double(point.scale)
        let base = pow(2, pow(2, -scale))
        guard base.isFinite, base > 1 else { return nil }
        // Upper bound and count, from the least to the greatest.
        var buckets: [(bound: Double, count: UInt64)] = []
        if let negative = point.negative {
            for (index, count) in negative.bucketCounts.prefix(1_024).enumerated().reversed() {
                let exponent = Double(negative.offset) + Double(index)
                buckets.append((-pow(base, exponent), count))
            }
        }
        buckets.append((point.zeroThreshold, point.zeroCount))
        if let positive = point.positive {
            for (index, count) in positive.bucketCounts.prefix(1_024).enumerated() {
                buckets.append((pow(base, Double(positive.offset) + Double(index) + 1), count))
            }
        }
        let step = (buckets.count + 63) / 64
        var bounds: [Double] = []
        var counts: [UInt64] = []
        for start in stride(from: 0, to: buckets.count, by: step) {
            let merged = buckets[start..<min(start + step, buckets.count)]
            bounds.append(merged.last?.bound ?? 0)
            counts.append(merged.reduce(0) { $0 &+ $1.count })
        }
        guard bounds.allSatisfy(\.isFinite), zip(bounds, bounds.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            return nil
        }
        self.init(bounds: bounds, counts: counts + [0])
    }

    /// What has come since another one, where both have the same buckets.
    func subtracting(_ before: Distribution) -> Distribution {
        before.bounds == bounds ? Distribution(bounds: bounds, counts: counts, since: before.counts) : self
    }

    /// The value that this part of all is not greater than, as if those of a bucket were spread evenly; `nil` for no values.
    func quantile(_ part: Double) -> Double? {
        let total = counts.reduce(0) { $0 + Double($1) }
        guard total > 0, !bounds.isEmpty else { return nil }
        var rest = total * part
        for (index, count) in counts.enumerated() where count > 0 {
            guard rest > Double(count) else {
                // The last bucket has no end, and the first none to begin at.
                guard index < bounds.count else { return bounds.last }
                let lower = index > 0 ? bounds[index - 1] : min(0, bounds[0])
                return lower + (bounds[index] - lower) * rest / Double(count)
            }
            rest -= Double(count)
        }
        return bounds.last
    }
}
