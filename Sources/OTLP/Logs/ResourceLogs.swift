/// The log records of one resource.
public struct ResourceLogs: Message {
    /// What produced the records; `nil` when unknown.
    public var resource: Resource?

    /// The records, by what recorded them.
    public var scopeLogs: [ScopeLogs] = []

    /// The semantic conventions' version that this resource follows, as a URL; empty when unknown.
    public var schemaURL: String = ""

    /// An empty message.
    public init() {}

    public init(
        resource: Resource? = nil,
        scopeLogs: [ScopeLogs] = [],
        schemaURL: String = ""
    ) {
        self.resource = resource
        self.scopeLogs = scopeLogs
        self.schemaURL = schemaURL
    }
}

extension ResourceLogs: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.message(1, "resource", &resource)
        try visitor.messages(2, "scopeLogs", &scopeLogs)
        try visitor.string(3, "schemaUrl", &schemaURL)
    }
}
