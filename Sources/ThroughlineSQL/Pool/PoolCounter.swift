import MetricRecording
import SpanRecording
import Synchronization

/// A number that a pool knows from its beginning, and a metrics backend from the time there is one.
final class PoolCounter: Sendable {
    private let counter: UpDownCounter
    private let attributes: Attributes
    private let state: Mutex<State>

    private struct State {
        var value: Int
        var told = 0
        var series: UpDownCounter.Series?
    }

    init(_ counter: UpDownCounter, _ attributes: Attributes, _ value: Int = 0) {
        self.counter = counter
        self.attributes = attributes
        state = Mutex(State(value: value))
    }

    func add(_ amount: Int) {
        let known = state.withLock { state in
            state.value += amount
            return state.series
        }
        // Foreign code, which is not called with the lock held.
        guard let found = known ?? counter.series(attributes) else { return }
        let (series, untold) = state.withLock { state in
            let series = state.series ?? found
            state.series = series
            defer { state.told = state.value }
            return (series, state.value - state.told)
        }
        if untold != 0 { series.add(untold) }
    }

    /// As if there had never been anything.
    func takeBack() {
        let (series, told) = state.withLock { ($0.series, $0.told) }
        if told != 0 { series?.add(-told) }
    }
}
