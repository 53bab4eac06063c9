/// One value of a `Gauge` or a `Sum`.
public struct NumberDataPoint: Message {
    /// Since when the value counts: nanoseconds since 1970-01-01T00:00:00Z; 0 when unknown.
    public var startTimeUnixNano: UInt64 = 0

    /// When the value was taken: nanoseconds since 1970-01-01T00:00:00Z.
    public var timeUnixNano: UInt64 = 0

    /// The value; `nil` when there is none.
    public var value: Number?

    /// Measurements that stand for the rest, with the spans they were made in.
    public var exemplars: [Exemplar] = []

    /// What tells this point from the metric's others.
    public var attributes: [KeyValue] = []

    /// Bit 0 says that there is no value: see `DataPointFlags`.
    public var flags: UInt32 = 0

    /// An empty message.
    public init() {}

    public init(
        startTimeUnixNano: UInt64 = 0,
        timeUnixNano: UInt64 = 0,
        value: Number? = nil,
        exemplars: [Exemplar] = [],
        attributes: [KeyValue] = [],
        flags: UInt32 = 0
    ) {
        self.startTimeUnixNano = startTimeUnixNano
        self.timeUnixNano = timeUnixNano
        self.value = value
        self.exemplars = exemplars
        self.attributes = attributes
        self.flags = flags
    }
}

extension NumberDataPoint: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.fixed64(2, "startTimeUnixNano", &startTimeUnixNano)
        try visitor.fixed64(3, "timeUnixNano", &timeUnixNano)
        try visitor.optionalDouble(4, "asDouble", &value.asDouble)
        try visitor.messages(5, "exemplars", &exemplars)
        try visitor.optionalSFixed64(6, "asInt", &value.asInt)
        try visitor.messages(7, "attributes", &attributes)
        try visitor.uint32(8, "flags", &flags)
    }
}
