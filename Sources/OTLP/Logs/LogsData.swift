/// Log records at rest; on its way a request is an `ExportLogsServiceRequest`, whose bytes are the same.
public struct LogsData: Message {
    /// The records, by resource.
    public var resourceLogs: [ResourceLogs] = []

    /// An empty message.
    public init() {}

    public init(
        resourceLogs: [ResourceLogs] = []
    ) {
        self.resourceLogs = resourceLogs
    }
}

extension LogsData: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.messages(1, "resourceLogs", &resourceLogs)
    }
}
