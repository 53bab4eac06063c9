/// The body of the answer to an `ExportTraceServiceRequest` that was accepted, wholly or in part.
public struct ExportTraceServiceResponse: Message {
    /// What was not accepted; `nil`, and likewise an empty message, when everything was.
    public var partialSuccess: ExportTracePartialSuccess?

    /// An empty message.
    public init() {}

    public init(
        partialSuccess: ExportTracePartialSuccess? = nil
    ) {
        self.partialSuccess = partialSuccess
    }
}

extension ExportTraceServiceResponse: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.message(1, "partialSuccess", &partialSuccess)
    }
}
