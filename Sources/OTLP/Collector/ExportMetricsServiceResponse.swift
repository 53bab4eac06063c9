/// The body of the answer to an `ExportMetricsServiceRequest` that was accepted, wholly or in part.
public struct ExportMetricsServiceResponse: Message {
    /// What was not accepted; `nil`, and likewise an empty message, when everything was.
    public var partialSuccess: ExportMetricsPartialSuccess?

    /// An empty message.
    public init() {}

    public init(
        partialSuccess: ExportMetricsPartialSuccess? = nil
    ) {
        self.partialSuccess = partialSuccess
    }
}

extension ExportMetricsServiceResponse: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.message(1, "partialSuccess", &partialSuccess)
    }
}
