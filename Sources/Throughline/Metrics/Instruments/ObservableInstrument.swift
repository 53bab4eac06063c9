import MetricRecording
import OTLP
import SpanRecording
import Synchronization

/// An instrument that is asked for its values, by every reader at every collection.
final class ObservableInstrument: Sendable {
    /// A callback. It is not called again before it has returned.
    final class Callback: ObservableRegistration {
        let call: ObservableCallback
        private let isRunning = Atomic<Bool>(false)
        private weak let instrument: ObservableInstrument?

        init(_ call: @escaping ObservableCallback, of instrument: ObservableInstrument) {
            self.call = call
            self.instrument = instrument
        }

        /// Whether it may be called now.
        func begin() -> Bool { !isRunning.exchange(true, ordering: .acquiringAndReleasing) }

        /// Whether it has begun, and not ended yet.
        var isBusy: Bool { isRunning.load(ordering: .acquiring) }

        func end() { isRunning.store(false, ordering: .releasing) }

        func cancel() { instrument?.remove(self) }
    }

    let name: String
    private let kind: InstrumentKind
    /// By reader.
    private let streams: [[ObservableStream]]
    private let faults: MeasurementFaults
    private let callbacks = Mutex<[Callback]>([])

    init(name: String, kind: InstrumentKind, streams: [[MetricStream]], faults: MeasurementFaults) {
        self.name = name
        self.kind = kind
        self.streams = streams.map { $0.map { ObservableStream($0.settings, creation: Clocks.wall()) } }
        self.faults = faults
    }

    func add(_ call: @escaping ObservableCallback) -> Callback {
        let callback = Callback(call, of: self)
        callbacks.withLock { $0.append(callback) }
        return callback
    }

    private func remove(_ callback: Callback) {
        callbacks.withLock { $0.removeAll { $0 === callback } }
    }

    /// What is to be called; nothing, if no reader has a use for it.
    var current: [Callback] {
        streams.allSatisfy(\.isEmpty) ? [] : callbacks.withLock { $0 }
    }

    /// The metrics of one reader, after all callbacks were called for it.
    func collect(
        _ observations: [Observations.Observation],
        reader: Int,
        window: CollectionWindow
    ) -> [OTLP.Metric] {
        let finite = observations.filter { observation in
            guard case .double(let value) = observation.value, !value.isFinite else { return true }
            faults.report(.notFinite)
            return false
        }
        return streams[reader].compactMap { $0.collect(finite, window: window) }
    }
}
