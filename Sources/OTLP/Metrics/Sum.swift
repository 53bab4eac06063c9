/// A sum over time, of requests say.
public struct Sum: Message {
    /// The points: one for each set of attributes.
    public var dataPoints: [NumberDataPoint] = []

    /// Since when the values count.
    public var aggregationTemporality: AggregationTemporality = .unspecified

    /// Whether the sum never falls.
    public var isMonotonic: Bool = false

    /// An empty message.
    public init() {}

    public init(
        dataPoints: [NumberDataPoint] = [],
        aggregationTemporality: AggregationTemporality = .unspecified,
        isMonotonic: Bool = false
    ) {
        self.dataPoints = dataPoints
        self.aggregationTemporality = aggregationTemporality
        self.isMonotonic = isMonotonic
    }
}

extension Sum: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.messages(1, "dataPoints", &dataPoints)
        try visitor.enumeration(2, "aggregationTemporality", &aggregationTemporality)
        try visitor.bool(3, "isMonotonic", &isMonotonic)
    }
}
