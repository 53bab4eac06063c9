import Foundation

/// How long things took, as a histogram of a fixed size: a bucket is an eighth of an octave, so that what is read from it is at
/// most a tenth too high. From a microsecond to a day; what is beyond counts as that.
struct DurationSketch: Sendable, Hashable, Codable {
    /// How many there are of each bucket, by its number; those that are empty are left out.
    private var buckets: [Int: Int] = [:]
    private(set) var count = 0
    private(set) var failures = 0
    /// In seconds.
    private(set) var sum = 0.0

    private static let bucketsPerOctave = 8.0
    /// 86,400 s in octaves of a microsecond.
    private static let last = Int((36.33 * bucketsPerOctave).rounded(.up))

    mutating func record(_ duration: Duration, failed: Bool) {
        let seconds = max(0, duration / .seconds(1))
        let octaves = log2(max(1, seconds * 1_000_000))
        let bucket = min(Self.last, Int((octaves * Self.bucketsPerOctave).rounded(.up)))
        buckets[bucket, default: 0] += 1
        count += 1
        if failed { failures += 1 }
        sum += seconds
    }

    mutating func merge(_ other: DurationSketch) {
        for (bucket, number) in other.buckets where (0...Self.last).contains(bucket) && number > 0 {
            buckets[bucket, default: 0] += Self.plausible(number)
        }
        count += Self.plausible(other.count)
        failures += Self.plausible(other.failures)
        sum += min(max(0, other.sum), 1e15)
    }

    /// What another process has written is not trusted to be a number that can be added.
    private static func plausible(_ number: Int) -> Int { min(max(0, number), 1 << 40) }

    /// What this share of the durations does not exceed, in seconds; `nil` where there are none.
    func quantile(_ share: Double) -> Double? {
        let total = buckets.values.reduce(0, +)
        guard total > 0 else { return nil }
        let rank = max(1, Int((Double(total) * share).rounded(.up)))
        var seen = 0
        for (bucket, number) in buckets.sorted(by: { $0.key < $1.key }) {
            seen += number
            if seen >= rank { return exp2(Double(bucket) / Self.bucketsPerOctave) / 1_000_000 }
        }
        return nil
    }

    var mean: Double? { count > 0 ? sum / Double(count) : nil }
}
