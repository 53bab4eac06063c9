/// A distribution over buckets whose bounds grow exponentially.
public struct ExponentialHistogram: Message {
    /// The points: one for each set of attributes.
    public var dataPoints: [ExponentialHistogramDataPoint] = []

    /// Since when the values count.
    public var aggregationTemporality: AggregationTemporality = .unspecified

    /// An empty message.
    public init() {}

    public init(
        dataPoints: [ExponentialHistogramDataPoint] = [],
        aggregationTemporality: AggregationTemporality = .unspecified
    ) {
        self.dataPoints = dataPoints
        self.aggregationTemporality = aggregationTemporality
    }
}

extension ExponentialHistogram: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.messages(1, "dataPoints", &dataPoints)
        try visitor.enumeration(2, "aggregationTemporality", &aggregationTemporality)
    }
}
