import CoreMetrics

/// A counter of swift-metrics.
final class CountingHandler: CounterHandler {
    let handle: SeriesHandle
    private let series: BoundSeries

    init(_ handle: SeriesHandle) {
        self.handle = handle
        series = handle.series
    }

    func increment(by amount: Int64) { series.record(amount) }
    func reset() { series.reset() }
}

/// A floating-point counter of swift-metrics.
final class FloatingPointCountingHandler: FloatingPointCounterHandler {
    let handle: SeriesHandle
    private let series: BoundSeries

    init(_ handle: SeriesHandle) {
        self.handle = handle
        series = handle.series
    }

    func increment(by amount: Double) { series.record(amount) }
    func reset() { series.reset() }
}

/// A meter of swift-metrics: a gauge that can also be told what has changed, or a sum that can also be set.
final class MeteringHandler: MeterHandler {
    let handle: SeriesHandle
    private let series: BoundSeries

    init(_ handle: SeriesHandle) {
        self.handle = handle
        series = handle.series
    }

    func set(_ value: Int64) { series.set(Double(value)) }
    func set(_ value: Double) { series.set(value) }
    func increment(by amount: Double) { series.add(amount) }
    func decrement(by amount: Double) { series.add(-amount) }
}

/// A recorder of swift-metrics, whether it aggregates or not.
final class RecordingHandler: RecorderHandler {
    let handle: SeriesHandle
    private let series: BoundSeries

    init(_ handle: SeriesHandle) {
        self.handle = handle
        series = handle.series
    }

    func record(_ value: Int64) { series.record(Double(value)) }
    func record(_ value: Double) { series.record(value) }
}

/// A timer of swift-metrics. The unit is the descriptor's; what the timer would like to be shown in does not matter to it.
final class TimingHandler: TimerHandler {
    let handle: SeriesHandle
    private let series: BoundSeries
    private let unitsPerNanosecond: Double

    init(_ handle: SeriesHandle, unitsPerSecond: Double) {
        self.handle = handle
        series = handle.series
        unitsPerNanosecond = unitsPerSecond / 1e9
    }

    func recordNanoseconds(_ duration: Int64) { series.record(Double(duration) * unitsPerNanosecond) }
}
