/// What became of the spans of one request.
public struct SpanInsertion: Hashable, Sendable {
    /// The spans that are now in the store.
    public var accepted = 0
    /// The spans that are not, by reason.
    public var rejected: [SpanRejection: Int] = [:]

    public init() {}

    /// The number of spans that were not kept.
    public var rejectedCount: Int { rejected.values.reduce(0, +) }
}

/// What became of the log records of one request.
public struct LogInsertion: Hashable, Sendable {
    /// The records that are now in the store.
    public var accepted = 0
    /// The records that are not, by reason.
    public var rejected: [LogRejection: Int] = [:]

    public init() {}

    /// The number of records that were not kept.
    public var rejectedCount: Int { rejected.values.reduce(0, +) }
}

/// What became of the data points of one request.
public struct MetricInsertion: Hashable, Sendable {
    /// The points that are now in the store.
    public var accepted = 0
    /// The points that are not, by reason.
    public var rejected: [MetricRejection: Int] = [:]

    public init() {}

    /// The number of points that were not kept.
    public var rejectedCount: Int { rejected.values.reduce(0, +) }
}
