import Synchronization

/// Values counted in buckets that grow exponentially.
final class ExponentialHistogramStorage: SeriesStorage {
    private let buckets: Mutex<ExponentialBuckets>
    private let maxSize: Int
    private let maxScale: Int

    init(maxSize: Int, maxScale: Int) {
        self.maxSize = maxSize
        self.maxScale = maxScale
        buckets = Mutex(ExponentialBuckets(maxSize: maxSize, maxScale: maxScale))
    }

    func record(_ value: Int64) {
        record(Double(value))
    }

    func record(_ value: Double) {
        buckets.withLock { buckets in
            if buckets.start == 0 { buckets.start = Clocks.wall() }
            buckets.record(value)
        }
    }

    func collect(resets: Bool) -> CollectedValue? {
        // Made before the lock is taken, so that nobody waits for it.
        let empty = resets ? ExponentialBuckets(maxSize: maxSize, maxScale: maxScale) : nil
        let collected: ExponentialBuckets? = buckets.withLock { buckets in
            guard buckets.count > 0 else { return nil }
            guard var empty else { return buckets }
            empty.start = buckets.start
            swap(&empty, &buckets)
            return empty
        }
        return collected.map { CollectedValue(value: .exponential($0), start: $0.start) }
    }

    func clear() {
        buckets.withLock { $0 = ExponentialBuckets(maxSize: maxSize, maxScale: maxScale) }
    }
}
