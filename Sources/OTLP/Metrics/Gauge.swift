/// A value as it was last measured, a temperature say.
public struct Gauge: Message {
    /// The points: one for each set of attributes.
    public var dataPoints: [NumberDataPoint] = []

    /// An empty message.
    public init() {}

    public init(
        dataPoints: [NumberDataPoint] = []
    ) {
        self.dataPoints = dataPoints
    }
}

extension Gauge: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.messages(1, "dataPoints", &dataPoints)
    }
}
