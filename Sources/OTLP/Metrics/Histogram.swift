/// A distribution over buckets with given bounds.
public struct Histogram: Message {
    /// The points: one for each set of attributes.
    public var dataPoints: [HistogramDataPoint] = []

    /// Since when the values count.
    public var aggregationTemporality: AggregationTemporality = .unspecified

    /// An empty message.
    public init() {}

    public init(
        dataPoints: [HistogramDataPoint] = [],
        aggregationTemporality: AggregationTemporality = .unspecified
    ) {
        self.dataPoints = dataPoints
        self.aggregationTemporality = aggregationTemporality
    }
}

extension Histogram: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.messages(1, "dataPoints", &dataPoints)
        try visitor.enumeration(2, "aggregationTemporality", &aggregationTemporality)
    }
}
