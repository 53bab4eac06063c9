/// The metrics of one resource.
public struct ResourceMetrics: Message {
    /// What produced the metrics; `nil` when unknown.
    public var resource: Resource?

    /// The metrics, by what recorded them.
    public var scopeMetrics: [ScopeMetrics] = []

    /// The semantic conventions' version that this resource follows, as a URL; empty when unknown.
    public var schemaURL: String = ""

    /// An empty message.
    public init() {}

    public init(
        resource: Resource? = nil,
        scopeMetrics: [ScopeMetrics] = [],
        schemaURL: String = ""
    ) {
        self.resource = resource
        self.scopeMetrics = scopeMetrics
        self.schemaURL = schemaURL
    }
}

extension ResourceMetrics: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.message(1, "resource", &resource)
        try visitor.messages(2, "scopeMetrics", &scopeMetrics)
        try visitor.string(3, "schemaUrl", &schemaURL)
    }
}
