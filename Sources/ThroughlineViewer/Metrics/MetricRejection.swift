/// Why data points were not kept; the text goes back to the sender in `partial_success`.
public enum MetricRejection: Error, Hashable, Sendable, CaseIterable {
    /// The metric has no name.
    case unnamed
    /// The metric does not say since when its points count.
    case unspecifiedTemporality
    /// The series alone is more than the store may hold.
    case storeFull
    /// The store could not write.
    case notWritten
}

extension MetricRejection: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unnamed: "the metric has no name"
        case .unspecifiedTemporality: "aggregation_temporality is unspecified"
        case .storeFull: "the series is larger than the viewer's limits"
        case .notWritten: "the viewer's database cannot be written"
        }
    }
}
