/// Spans at rest, in a file say; on its way a request is an `ExportTraceServiceRequest`, whose bytes are the same.
public struct TracesData: Message {
    /// The spans, by resource.
    public var resourceSpans: [ResourceSpans] = []

    /// An empty message.
    public init() {}

    public init(
        resourceSpans: [ResourceSpans] = []
    ) {
        self.resourceSpans = resourceSpans
    }
}

extension TracesData: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.messages(1, "resourceSpans", &resourceSpans)
    }
}
