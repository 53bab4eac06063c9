import SpanRecording
import Synchronization

/// What a handler of swift-metrics records into, until it is destroyed.
final class SeriesHandle: Sendable {
    let series: BoundSeries
    private let instrument: MetricInstrument
    private let isDestroyed = Atomic<Bool>(false)

    init(instrument: MetricInstrument, attributes: Attributes) {
        self.instrument = instrument
        series = instrument.bound(attributes, isHeld: true)
    }

    /// The series goes after the next collection, unless another handler has it too.
    func destroy() {
        guard !isDestroyed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        instrument.release(series)
    }
}
