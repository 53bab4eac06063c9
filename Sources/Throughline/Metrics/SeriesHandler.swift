import CoreMetrics
import SpanRecording
import Synchronization

/// What swift-metrics records into, whichever of its instruments it is: a series, until the handler is destroyed.
///
/// A timer's unit is the descriptor's; what the timer would like to be shown in does not matter to it.
final class SeriesHandler: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    private let series: BoundSeries
    private let instrument: MetricInstrument
    private let unitsPerNanosecond: Double
    private let isDestroyed = Atomic<Bool>(false)

    /// - Parameter unitsPerSecond: How many of the instrument's units a second has, for a timer.
    init(instrument: MetricInstrument, attributes: Attributes, unitsPerSecond: Double = 1) {
        self.instrument = instrument
        series = instrument.bound(attributes, isHeld: true)
        unitsPerNanosecond = unitsPerSecond / 1e9
    }

    func increment(by amount: Int64) { series.record(amount) }
    func increment(by amount: Double) { series.add(amount) }
    func decrement(by amount: Double) { series.add(-amount) }
    func set(_ value: Int64) { series.set(Double(value)) }
    func set(_ value: Double) { series.set(value) }
    func record(_ value: Int64) { series.record(Double(value)) }
    func record(_ value: Double) { series.record(value) }
    func recordNanoseconds(_ duration: Int64) { series.record(Double(duration) * unitsPerNanosecond) }
    func reset() { series.reset() }

    /// The series goes after the next collection, unless another handler has it too.
    func destroy() {
        guard !isDestroyed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        instrument.release(series)
    }
}
