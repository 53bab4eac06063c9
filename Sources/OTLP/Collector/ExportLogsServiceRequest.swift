/// The body of a request to `/v1/logs`.
public struct ExportLogsServiceRequest: Message {
    /// The log records, by resource; usually one element for each resource.
    public var resourceLogs: [ResourceLogs] = []

    /// An empty message.
    public init() {}

    public init(
        resourceLogs: [ResourceLogs] = []
    ) {
        self.resourceLogs = resourceLogs
    }
}

extension ExportLogsServiceRequest: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.messages(1, "resourceLogs", &resourceLogs)
    }
}
