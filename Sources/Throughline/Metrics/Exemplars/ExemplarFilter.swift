/// Which measurements become examples of their data point: they say in which span something like this was measured.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/metrics/sdk/#exemplarfilter
public enum ExemplarFilter: String, Sendable, Hashable {
    /// Those that were made in a sampled span.
    case traceBased
    /// All.
    case alwaysOn
    /// None.
    case alwaysOff
}
