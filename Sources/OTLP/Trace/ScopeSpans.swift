/// The spans that one instrumentation scope recorded.
public struct ScopeSpans: Message {
    /// What recorded the spans; `nil` when unknown.
    public var scope: InstrumentationScope?

    /// The spans, in no particular order.
    public var spans: [Span] = []

    /// The semantic conventions' version that this scope, with its spans and their events, follows, as a URL; empty
    /// when unknown.
    public var schemaURL: String = ""

    /// An empty message.
    public init() {}

    public init(
        scope: InstrumentationScope? = nil,
        spans: [Span] = [],
        schemaURL: String = ""
    ) {
        self.scope = scope
        self.spans = spans
        self.schemaURL = schemaURL
    }
}

extension ScopeSpans: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.message(1, "scope", &scope)
        try visitor.messages(2, "spans", &spans)
        try visitor.string(3, "schemaUrl", &schemaURL)
    }
}
