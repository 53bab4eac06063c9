/// One log entry.
public struct LogRecord: Message {
    /// When it happened: nanoseconds since 1970-01-01T00:00:00Z; 0 when unknown.
    public var timeUnixNano: UInt64 = 0

    /// How grave it is.
    public var severityNumber: SeverityNumber = .unspecified

    /// The level as its source calls it.
    public var severityText: String = ""

    /// What is said: text as a rule, or any structure.
    public var body: AnyValue?

    /// What is known about it, by name; a name occurs at most once.
    public var attributes: [KeyValue] = []

    /// The number of attributes that were recorded and then left out because of a limit.
    public var droppedAttributesCount: UInt32 = 0

    /// The W3C trace flags in the low eight bits (`LOG_RECORD_FLAGS_TRACE_FLAGS_MASK`); the others are reserved.
    public var flags: UInt32 = 0

    /// The trace that the entry belongs to: 16 bytes, or empty.
    public var traceID: [UInt8] = []

    /// The span that the entry belongs to: 8 bytes, or empty; only together with `traceID`.
    public var spanID: [UInt8] = []

    /// When the telemetry system saw the entry: nanoseconds since 1970-01-01T00:00:00Z.
    public var observedTimeUnixNano: UInt64 = 0

    /// The event's name; a record with a name is an event.
    public var eventName: String = ""

    /// An empty message.
    public init() {}

    public init(
        timeUnixNano: UInt64 = 0,
        severityNumber: SeverityNumber = .unspecified,
        severityText: String = "",
        body: AnyValue? = nil,
        attributes: [KeyValue] = [],
        droppedAttributesCount: UInt32 = 0,
        flags: UInt32 = 0,
        traceID: [UInt8] = [],
        spanID: [UInt8] = [],
        observedTimeUnixNano: UInt64 = 0,
        eventName: String = ""
    ) {
        self.timeUnixNano = timeUnixNano
        self.severityNumber = severityNumber
        self.severityText = severityText
        self.body = body
        self.attributes = attributes
        self.droppedAttributesCount = droppedAttributesCount
        self.flags = flags
        self.traceID = traceID
        self.spanID = spanID
        self.observedTimeUnixNano = observedTimeUnixNano
        self.eventName = eventName
    }
}

extension LogRecord: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.fixed64(1, "timeUnixNano", &timeUnixNano)
        try visitor.enumeration(2, "severityNumber", &severityNumber)
        try visitor.string(3, "severityText", &severityText)
        try visitor.message(5, "body", &body)
        try visitor.messages(6, "attributes", &attributes)
        try visitor.uint32(7, "droppedAttributesCount", &droppedAttributesCount)
        try visitor.fixed32(8, "flags", &flags)
        try visitor.identifier(9, "traceId", &traceID)
        try visitor.identifier(10, "spanId", &spanID)
        try visitor.fixed64(11, "observedTimeUnixNano", &observedTimeUnixNano)
        try visitor.string(12, "eventName", &eventName)
    }
}
