/// Says how much of an accepted request the receiver rejected. Such a request must not be sent again (OTLP
/// specification, "Partial Success").
public struct ExportTracePartialSuccess: Message {
    /// The number of spans that were rejected; 0 with a message is a warning.
    public var rejectedSpans: Int64 = 0

    /// Why, or what to do better, for people to read.
    public var errorMessage: String = ""

    /// An empty message.
    public init() {}

    public init(
        rejectedSpans: Int64 = 0,
        errorMessage: String = ""
    ) {
        self.rejectedSpans = rejectedSpans
        self.errorMessage = errorMessage
    }
}

extension ExportTracePartialSuccess: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.int64(1, "rejectedSpans", &rejectedSpans)
        try visitor.string(2, "errorMessage", &errorMessage)
    }
}
