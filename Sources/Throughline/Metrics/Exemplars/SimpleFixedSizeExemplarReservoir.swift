public import OTLP
public import SpanRecording
import Synchronization
public import Tracing

/// Keeps some measurements, each as likely as any other.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/metrics/sdk/#simplefixedsizeexemplarreservoir
public final class SimpleFixedSizeExemplarReservoir: ExemplarReservoir {
    private struct State {
        var chosen: [ChosenExemplar] = []
        /// How many measurements were offered since the last collection.
        var seen: UInt64 = 0
        var random = RandomBits()
    }

    private let size: Int
    private let state = Mutex(State())

    /// - Parameter size: How many it keeps.
    public init(size: Int = 1) {
        self.size = min(max(size, 1), 1000)
    }

    public func offer(_ value: OTLP.Number, at time: UInt64, attributes: Attributes, context: InstrumentationContext?) {
        let candidate = ChosenExemplar(value, at: time, attributes: attributes, context: context)
        state.withLock { state in
            state.seen += 1
            guard state.chosen.count == size else { return state.chosen.append(candidate) }
            // Algorithm R: https://en.wikipedia.org/wiki/Reservoir_sampling#Simple:_Algorithm_R
            let place = state.random.next() % state.seen
            if place < UInt64(size) { state.chosen[Int(place)] = candidate }
        }
    }

    public func collect(pointAttributes: Attributes) -> [OTLP.Exemplar] {
        let chosen = state.withLock { state in
            defer {
                state.chosen.removeAll(keepingCapacity: true)
                state.seen = 0
            }
            return Array(state.chosen)
        }
        return chosen.map { $0.encoded(pointAttributes: pointAttributes) }
    }
}
