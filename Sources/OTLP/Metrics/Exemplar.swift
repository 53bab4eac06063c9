/// One measurement that stands for the rest, with the span it was made in.
public struct Exemplar: Message {
    /// When it was measured: nanoseconds since 1970-01-01T00:00:00Z.
    public var timeUnixNano: UInt64 = 0

    /// The value; `nil` when there is none.
    public var value: Number?

    /// The span it was measured in: 8 bytes, or empty.
    public var spanID: [UInt8] = []

    /// The trace it was measured in: 16 bytes, or empty.
    public var traceID: [UInt8] = []

    /// The measurement's attributes that its data point does not have.
    public var filteredAttributes: [KeyValue] = []

    /// An empty message.
    public init() {}

    public init(
        timeUnixNano: UInt64 = 0,
        value: Number? = nil,
        spanID: [UInt8] = [],
        traceID: [UInt8] = [],
        filteredAttributes: [KeyValue] = []
    ) {
        self.timeUnixNano = timeUnixNano
        self.value = value
        self.spanID = spanID
        self.traceID = traceID
        self.filteredAttributes = filteredAttributes
    }
}

extension Exemplar: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.fixed64(2, "timeUnixNano", &timeUnixNano)
        try visitor.optionalDouble(3, "asDouble", &value.asDouble)
        try visitor.identifier(4, "spanId", &spanID)
        try visitor.identifier(5, "traceId", &traceID)
        try visitor.optionalSFixed64(6, "asInt", &value.asInt)
        try visitor.messages(7, "filteredAttributes", &filteredAttributes)
    }
}
