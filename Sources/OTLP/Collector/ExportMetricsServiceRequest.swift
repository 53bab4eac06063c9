/// The body of a request to `/v1/metrics`.
public struct ExportMetricsServiceRequest: Message {
    /// The data points, by resource; usually one element for each resource.
    public var resourceMetrics: [ResourceMetrics] = []

    /// An empty message.
    public init() {}

    public init(
        resourceMetrics: [ResourceMetrics] = []
    ) {
        self.resourceMetrics = resourceMetrics
    }
}

extension ExportMetricsServiceRequest: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.messages(1, "resourceMetrics", &resourceMetrics)
    }
}
