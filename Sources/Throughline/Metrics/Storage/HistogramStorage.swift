import Synchronization

/// Values counted in buckets with given boundaries.
final class HistogramStorage: SeriesStorage {
    struct Distribution {
        var counts: [UInt64]
        var count: UInt64 = 0
        var sum = 0.0
        var min = Double.infinity
        var max = -Double.infinity
        /// When the first value was recorded: nanoseconds since 1970.
        var start: UInt64 = 0

        init(bucketCount: Int) {
            counts = Array(repeating: 0, count: bucketCount)
        }
    }

    let boundaries: [Double]
    private let distribution: Mutex<Distribution>

    /// - Parameter boundaries: The buckets' upper ends, rising.
    init(boundaries: [Double]) {
        self.boundaries = boundaries
        distribution = Mutex(Distribution(bucketCount: boundaries.count + 1))
    }

    func record(_ value: Int64) {
        record(Double(value))
    }

    func record(_ value: Double) {
        let bucket = boundaries.bucket(of: value)
        distribution.withLock { distribution in
            if distribution.start == 0 { distribution.start = Clocks.wall() }
            distribution.counts[bucket] &+= 1
            distribution.count &+= 1
            distribution.sum = (distribution.sum + value).finite
            if value < distribution.min { distribution.min = value }
            if value > distribution.max { distribution.max = value }
        }
    }

    func collect(resets: Bool) -> CollectedValue? {
        // Made before the lock is taken, so that nobody waits for it.
        let empty = resets ? Distribution(bucketCount: boundaries.count + 1) : nil
        let collected: Distribution? = distribution.withLock { distribution in
            guard distribution.count > 0 else { return nil }
            guard var empty else { return distribution }
            empty.start = distribution.start
            swap(&empty, &distribution)
            return empty
        }
        return collected.map { CollectedValue(value: .histogram($0), start: $0.start) }
    }

    func clear() {
        distribution.withLock { $0 = Distribution(bucketCount: boundaries.count + 1) }
    }
}

extension Double {
    /// The number itself, or the largest or smallest one for what has grown beyond them.
    var finite: Double {
        Swift.min(Swift.max(self, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
    }
}
