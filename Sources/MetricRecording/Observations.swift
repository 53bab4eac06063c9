public import SpanRecording
import Synchronization

/// Where a callback puts the values of an observable instrument.
public final class Observations: Sendable {
    /// One value, with its attributes.
    public struct Observation: Sendable {
        /// A whole number, or one with a fraction.
        public enum Value: Sendable, Hashable {
            case int(Int64)
            case double(Double)
        }

        public let value: Value
        public let attributes: Attributes
    }

    /// More than any instrument has series: whoever observes without end does not take all memory.
    private static let limit = 100_000

    private let state = Mutex((observations: [Observation](), isFinished: false))

    public init() {}

    /// Says the current value for these attributes. Of several, the last counts. After the callback has returned, or
    /// has taken too long, it does nothing.
    public func observe(_ value: Int, attributes: Attributes = Attributes()) {
        add(Observation(value: .int(Int64(value)), attributes: attributes))
    }

    /// Says the current value for these attributes. What is not finite is ignored.
    public func observe(_ value: Double, attributes: Attributes = Attributes()) {
        add(Observation(value: .double(value), attributes: attributes))
    }

    private func add(_ observation: Observation) {
        state.withLock { state in
            guard !state.isFinished, state.observations.count < Self.limit else { return }
            state.observations.append(observation)
        }
    }

    /// Takes what was observed; nothing is taken any more afterwards. For backends.
    public func finish() -> [Observation] {
        state.withLock { state in
            state.isFinished = true
            defer { state.observations = [] }
            return state.observations
        }
    }
}
