import Metrics
import Synchronization

/// A metrics backend that does what one has to for each value, and never shows anything.
final class BucketMetrics: MetricsFactory {
    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler { Series() }
    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler { Series() }
    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { Series() }
    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        Series()
    }

    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
}

/// A histogram with the conventional buckets for durations; as a counter, its sum.
private final class Series: CounterHandler, MeterHandler, TimerHandler, RecorderHandler {
    private static let bounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]

    private let state = Mutex((sum: 0.0, buckets: [Int](repeating: 0, count: bounds.count + 1)))

    private func add(_ value: Double) {
        state.withLock { state in
            state.sum += value
            state.buckets[Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count] += 1
        }
    }

    func increment(by amount: Int64) { state.withLock { $0.sum += Double(amount) } }
    func increment(by amount: Double) { state.withLock { $0.sum += amount } }
    func decrement(by amount: Double) { state.withLock { $0.sum -= amount } }
    func set(_ value: Int64) { state.withLock { $0.sum = Double(value) } }
    func set(_ value: Double) { state.withLock { $0.sum = value } }
    func reset() { state.withLock { $0.sum = 0 } }
    func recordNanoseconds(_ duration: Int64) { add(Double(duration) / 1e9) }
    func record(_ value: Int64) { add(Double(value)) }
    func record(_ value: Double) { add(value) }
}
