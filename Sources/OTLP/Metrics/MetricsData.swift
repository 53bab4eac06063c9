/// Metrics at rest; on its way a request is an `ExportMetricsServiceRequest`, whose bytes are the same.
public struct MetricsData: Message {
    /// The metrics, by resource.
    public var resourceMetrics: [ResourceMetrics] = []

    /// An empty message.
    public init() {}

    public init(
        resourceMetrics: [ResourceMetrics] = []
    ) {
        self.resourceMetrics = resourceMetrics
    }
}

extension MetricsData: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.messages(1, "resourceMetrics", &resourceMetrics)
    }
}
