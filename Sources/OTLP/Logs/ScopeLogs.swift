/// The log records that one instrumentation scope recorded.
public struct ScopeLogs: Message {
    /// What recorded the records; `nil` when unknown.
    public var scope: InstrumentationScope?

    /// The records.
    public var logRecords: [LogRecord] = []

    /// The semantic conventions' version that this scope, with its records, follows, as a URL; empty when unknown.
    public var schemaURL: String = ""

    /// An empty message.
    public init() {}

    public init(
        scope: InstrumentationScope? = nil,
        logRecords: [LogRecord] = [],
        schemaURL: String = ""
    ) {
        self.scope = scope
        self.logRecords = logRecords
        self.schemaURL = schemaURL
    }
}

extension ScopeLogs: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.message(1, "scope", &scope)
        try visitor.messages(2, "logRecords", &logRecords)
        try visitor.string(3, "schemaUrl", &schemaURL)
    }
}
