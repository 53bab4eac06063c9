/// The kinds of instruments.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/metrics/api/#instrument
public enum InstrumentKind: String, Sendable, Hashable, CaseIterable {
    case counter
    case upDownCounter
    case histogram
    case gauge
    case observableCounter
    case observableUpDownCounter
    case observableGauge

    /// Whether it is asked for its values, rather than told them.
    public var isObservable: Bool {
        switch self {
        case .counter, .upDownCounter, .histogram, .gauge: false
        case .observableCounter, .observableUpDownCounter, .observableGauge: true
        }
    }

    /// Whether it only grows.
    var isMonotonic: Bool {
        switch self {
        case .counter, .observableCounter, .histogram: true
        case .upDownCounter, .gauge, .observableUpDownCounter, .observableGauge: false
        }
    }
}
