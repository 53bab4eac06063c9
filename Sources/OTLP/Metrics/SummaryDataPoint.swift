/// One set of quantiles of a `Summary`.
public struct SummaryDataPoint: Message {
    /// Since when the value counts: nanoseconds since 1970-01-01T00:00:00Z; 0 when unknown.
    public var startTimeUnixNano: UInt64 = 0

    /// When the value was taken: nanoseconds since 1970-01-01T00:00:00Z.
    public var timeUnixNano: UInt64 = 0

    /// The number of values.
    public var count: UInt64 = 0

    /// The sum of the values.
    public var sum: Double = 0

    /// The quantiles, rising.
    public var quantileValues: [ValueAtQuantile] = []

    /// What tells this point from the metric's others.
    public var attributes: [KeyValue] = []

    /// Bit 0 says that there is no value: see `DataPointFlags`.
    public var flags: UInt32 = 0

    /// An empty message.
    public init() {}

    public init(
        startTimeUnixNano: UInt64 = 0,
        timeUnixNano: UInt64 = 0,
        count: UInt64 = 0,
        sum: Double = 0,
        quantileValues: [ValueAtQuantile] = [],
        attributes: [KeyValue] = [],
        flags: UInt32 = 0
    ) {
        self.startTimeUnixNano = startTimeUnixNano
        self.timeUnixNano = timeUnixNano
        self.count = count
        self.sum = sum
        self.quantileValues = quantileValues
        self.attributes = attributes
        self.flags = flags
    }

    /// The value at one quantile.
    public struct ValueAtQuantile: Message {
        /// The quantile, 0 (the least value) to 1 (the greatest).
        public var quantile: Double = 0

        /// The value; never negative.
        public var value: Double = 0

        /// An empty message.
        public init() {}

        public init(
            quantile: Double = 0,
            value: Double = 0
        ) {
            self.quantile = quantile
            self.value = value
        }
    }
}

extension SummaryDataPoint: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.fixed64(2, "startTimeUnixNano", &startTimeUnixNano)
        try visitor.fixed64(3, "timeUnixNano", &timeUnixNano)
        try visitor.fixed64(4, "count", &count)
        try visitor.double(5, "sum", &sum)
        try visitor.messages(6, "quantileValues", &quantileValues)
        try visitor.messages(7, "attributes", &attributes)
        try visitor.uint32(8, "flags", &flags)
    }
}

extension SummaryDataPoint.ValueAtQuantile: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.double(1, "quantile", &quantile)
        try visitor.double(2, "value", &value)
    }
}
