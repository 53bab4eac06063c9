import OTLP

/// Since when an exported sum or histogram counts.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/metrics/data-model/#temporality
public enum Temporality: String, Sendable, Hashable {
    /// Since a start that stays the same.
    case cumulative
    /// Since the last collection.
    case delta

    var encoded: AggregationTemporality {
        switch self {
        case .cumulative: .cumulative
        case .delta: .delta
        }
    }
}
