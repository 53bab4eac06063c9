#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A histogram whose buckets grow exponentially: number `i` holds what is above 2^(i · 2^-scale), up to 2^((i + 1) · 2^-scale).
///
/// It begins as finely as it may, and halves its resolution whenever a value would need more buckets than allowed.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/metrics/sdk/#base2-exponential-bucket-histogram-aggregation
struct ExponentialBuckets: Sendable {
    /// Neighbouring buckets.
    struct Range: Sendable, Hashable {
        /// The index of the first.
        var offset = 0
        var counts: [UInt64] = []

        /// The first and the last index once `index` is among them.
        func bounds(with index: Int) -> ClosedRange<Int> {
            counts.isEmpty
                ? index...index : Swift.min(offset, index)...Swift.max(offset + counts.count - 1, index)
        }

        mutating func add(_ count: UInt64, at index: Int) {
            if counts.isEmpty {
                offset = index
            } else if index < offset {
                counts.insert(contentsOf: repeatElement(0, count: offset - index), at: 0)
                offset = index
            }
            while counts.count <= index - offset { counts.append(0) }
            counts[index - offset] &+= count
        }

        /// Every 2^shift buckets become one.
        mutating func downscale(by shift: Int) {
            guard shift > 0, !counts.isEmpty else { return }
            let newOffset = offset >> shift
            for index in counts.indices {
                let count = counts[index]
                counts[index] = 0
                counts[((offset + index) >> shift) - newOffset] += count
            }
            let last = ((offset + counts.count - 1) >> shift) - newOffset
            counts.removeLast(counts.count - 1 - last)
            offset = newOffset
        }
    }

    static let scales = -10...20
    static let sizes = 2...16_384

    let maxSize: Int
    private(set) var scale: Int
    private(set) var positive = Range()
    private(set) var negative = Range()
    private(set) var zeroCount: UInt64 = 0
    private(set) var count: UInt64 = 0
    private(set) var sum = 0.0
    private(set) var min = Double.infinity
    private(set) var max = -Double.infinity
    /// When the first value was recorded: nanoseconds since 1970.
    var start: UInt64 = 0

    init(maxSize: Int, maxScale: Int) {
        self.maxSize = Swift.min(Swift.max(maxSize, Self.sizes.lowerBound), Self.sizes.upperBound)
        scale = Swift.min(Swift.max(maxScale, Self.scales.lowerBound), Self.scales.upperBound)
        // What most series need in the end. The first values would otherwise allocate again and again.
        positive.counts.reserveCapacity(Swift.min(self.maxSize, 160))
    }

    /// The value is finite.
    mutating func record(_ value: Double) {
        count &+= 1
        sum = (sum + value).finite
        if value < min { min = value }
        if value > max { max = value }
        if value == 0 {
            zeroCount &+= 1
        } else if value > 0 {
            makeRoom(positive.bounds(with: Self.index(of: value, scale: scale)))
            positive.add(1, at: Self.index(of: value, scale: scale))
        } else {
            makeRoom(negative.bounds(with: Self.index(of: -value, scale: scale)))
            negative.add(1, at: Self.index(of: -value, scale: scale))
        }
    }

    /// Halves the resolution until there are not too many buckets between two indices.
    private mutating func makeRoom(_ bounds: ClosedRange<Int>) {
        var shift = 0
        while (bounds.upperBound >> shift) - (bounds.lowerBound >> shift) >= maxSize { shift += 1 }
        guard shift > 0 else { return }
        positive.downscale(by: shift)
        negative.downscale(by: shift)
        scale -= shift
    }

    /// The bucket of a positive value.
    ///
    /// Specification: https://opentelemetry.io/docs/specs/otel/metrics/data-model/#producer-expectations
    static func index(of value: Double, scale: Int) -> Int {
        // Numbers too small for a full significand count as the smallest that has one.
        let value = Swift.max(value, .leastNormalMagnitude)
        let isPowerOf2 = value.significandBitPattern == 0
        let exponent = Int(value.exponent)
        guard scale > 0 else { return (exponent - (isPowerOf2 ? 1 : 0)) >> -scale }
        guard !isPowerOf2 else { return exponent << scale - 1 }
        let last = (Int(Double.greatestFiniteMagnitude.exponent) + 1) << scale - 1
        return Swift.min(Int(floor(log(value) * scaleFactors[scale])), last)
    }

    /// 2^scale / ln 2.
    private static let scaleFactors = (0...20).map { Double(sign: .plus, exponent: $0, significand: 1 / log(2.0)) }
}
