/// The body of the answer to an `ExportLogsServiceRequest` that was accepted, wholly or in part.
public struct ExportLogsServiceResponse: Message {
    /// What was not accepted; `nil`, and likewise an empty message, when everything was.
    public var partialSuccess: ExportLogsPartialSuccess?

    /// An empty message.
    public init() {}

    public init(
        partialSuccess: ExportLogsPartialSuccess? = nil
    ) {
        self.partialSuccess = partialSuccess
    }
}

extension ExportLogsServiceResponse: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.message(1, "partialSuccess", &partialSuccess)
    }
}
