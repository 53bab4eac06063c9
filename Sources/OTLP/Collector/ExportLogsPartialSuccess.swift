/// Says how much of an accepted request the receiver rejected. Such a request must not be sent again (OTLP
/// specification, "Partial Success").
public struct ExportLogsPartialSuccess: Message {
    /// The number of log records that were rejected; 0 with a message is a warning.
    public var rejectedLogRecords: Int64 = 0

    /// Why, or what to do better, for people to read.
    public var errorMessage: String = ""

    /// An empty message.
    public init() {}

    public init(
        rejectedLogRecords: Int64 = 0,
        errorMessage: String = ""
    ) {
        self.rejectedLogRecords = rejectedLogRecords
        self.errorMessage = errorMessage
    }
}

extension ExportLogsPartialSuccess: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.int64(1, "rejectedLogRecords", &rejectedLogRecords)
        try visitor.string(2, "errorMessage", &errorMessage)
    }
}
