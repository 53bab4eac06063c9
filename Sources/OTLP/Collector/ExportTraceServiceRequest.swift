/// The body of a request to `/v1/traces`.
public struct ExportTraceServiceRequest: Message {
    /// The spans, by resource; usually one element for each resource.
    public var resourceSpans: [ResourceSpans] = []

    /// An empty message.
    public init() {}

    public init(
        resourceSpans: [ResourceSpans] = []
    ) {
        self.resourceSpans = resourceSpans
    }
}

extension ExportTraceServiceRequest: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.messages(1, "resourceSpans", &resourceSpans)
    }
}
