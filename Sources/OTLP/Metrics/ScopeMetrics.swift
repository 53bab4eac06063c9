/// The metrics that one instrumentation scope recorded.
public struct ScopeMetrics: Message {
    /// What recorded the metrics; `nil` when unknown.
    public var scope: InstrumentationScope?

    /// The metrics.
    public var metrics: [Metric] = []

    /// The semantic conventions' version that this scope, with its metrics, follows, as a URL; empty when unknown.
    public var schemaURL: String = ""

    /// An empty message.
    public init() {}

    public init(
        scope: InstrumentationScope? = nil,
        metrics: [Metric] = [],
        schemaURL: String = ""
    ) {
        self.scope = scope
        self.metrics = metrics
        self.schemaURL = schemaURL
    }
}

extension ScopeMetrics: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.message(1, "scope", &scope)
        try visitor.messages(2, "metrics", &metrics)
        try visitor.string(3, "schemaUrl", &schemaURL)
    }
}
