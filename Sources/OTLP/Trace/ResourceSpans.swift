/// The spans of one resource.
public struct ResourceSpans: Message {
    /// What produced the spans; `nil` when unknown.
    public var resource: Resource?

    /// The spans, by what recorded them.
    public var scopeSpans: [ScopeSpans] = []

    /// The semantic conventions' version that this resource follows, as a URL; empty when unknown.
    public var schemaURL: String = ""

    /// An empty message.
    public init() {}

    public init(
        resource: Resource? = nil,
        scopeSpans: [ScopeSpans] = [],
        schemaURL: String = ""
    ) {
        self.resource = resource
        self.scopeSpans = scopeSpans
        self.schemaURL = schemaURL
    }
}

extension ResourceSpans: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.message(1, "resource", &resource)
        try visitor.messages(2, "scopeSpans", &scopeSpans)
        try visitor.string(3, "schemaUrl", &schemaURL)
    }
}
