/// Quantiles that the source computed; kept for older systems.
public struct Summary: Message {
    /// The points: one for each set of attributes.
    public var dataPoints: [SummaryDataPoint] = []

    /// An empty message.
    public init() {}

    public init(
        dataPoints: [SummaryDataPoint] = []
    ) {
        self.dataPoints = dataPoints
    }
}

extension Summary: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.messages(1, "dataPoints", &dataPoints)
    }
}
