/// Says how much of an accepted request the receiver rejected. Such a request must not be sent again (OTLP
/// specification, "Partial Success").
public struct ExportMetricsPartialSuccess: Message {
    /// The number of data points that were rejected; 0 with a message is a warning.
    public var rejectedDataPoints: Int64 = 0

    /// Why, or what to do better, for people to read.
    public var errorMessage: String = ""

    /// An empty message.
    public init() {}

    public init(
        rejectedDataPoints: Int64 = 0,
        errorMessage: String = ""
    ) {
        self.rejectedDataPoints = rejectedDataPoints
        self.errorMessage = errorMessage
    }
}

extension ExportMetricsPartialSuccess: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.int64(1, "rejectedDataPoints", &rejectedDataPoints)
        try visitor.string(2, "errorMessage", &errorMessage)
    }
}
