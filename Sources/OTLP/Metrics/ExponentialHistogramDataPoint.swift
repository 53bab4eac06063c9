/// One distribution of an `ExponentialHistogram`.
///
/// The base of the buckets' bounds is 2 to the power of 2 to the power of -`scale`.
public struct ExponentialHistogramDataPoint: Message {
    /// What tells this point from the metric's others.
    public var attributes: [KeyValue] = []

    /// Since when the value counts: nanoseconds since 1970-01-01T00:00:00Z; 0 when unknown.
    public var startTimeUnixNano: UInt64 = 0

    /// When the value was taken: nanoseconds since 1970-01-01T00:00:00Z.
    public var timeUnixNano: UInt64 = 0

    /// The number of values, those near zero and those of all buckets.
    public var count: UInt64 = 0

    /// The sum of the values; `nil` when unknown.
    public var sum: Double?

    /// The resolution: higher is finer.
    public var scale: Int32 = 0

    /// The number of values whose magnitude is at most `zeroThreshold`.
    public var zeroCount: UInt64 = 0

    /// The buckets of the positive values.
    public var positive: Buckets?

    /// The buckets of the negative values, by magnitude.
    public var negative: Buckets?

    /// Bit 0 says that there is no value: see `DataPointFlags`.
    public var flags: UInt32 = 0

    /// Measurements that stand for the rest, with the spans they were made in.
    public var exemplars: [Exemplar] = []

    /// The least value; `nil` when unknown.
    public var min: Double?

    /// The greatest value; `nil` when unknown.
    public var max: Double?

    /// The magnitude up to which a value counts as zero.
    public var zeroThreshold: Double = 0

    /// An empty message.
    public init() {}

    public init(
        attributes: [KeyValue] = [],
        startTimeUnixNano: UInt64 = 0,
        timeUnixNano: UInt64 = 0,
        count: UInt64 = 0,
        sum: Double? = nil,
        scale: Int32 = 0,
        zeroCount: UInt64 = 0,
        positive: Buckets? = nil,
        negative: Buckets? = nil,
        flags: UInt32 = 0,
        exemplars: [Exemplar] = [],
        min: Double? = nil,
        max: Double? = nil,
        zeroThreshold: Double = 0
    ) {
        self.attributes = attributes
        self.startTimeUnixNano = startTimeUnixNano
        self.timeUnixNano = timeUnixNano
        self.count = count
        self.sum = sum
        self.scale = scale
        self.zeroCount = zeroCount
        self.positive = positive
        self.negative = negative
        self.flags = flags
        self.exemplars = exemplars
        self.min = min
        self.max = max
        self.zeroThreshold = zeroThreshold
    }

    /// Neighbouring buckets: number `i` counts the values from base to the power of (`offset` + i), exclusive, to
    /// that of (`offset` + i + 1), inclusive.
    public struct Buckets: Message {
        /// The first bucket's index.
        public var offset: Int32 = 0

        /// The number of values in each bucket.
        public var bucketCounts: [UInt64] = []

        /// An empty message.
        public init() {}

        public init(
            offset: Int32 = 0,
            bucketCounts: [UInt64] = []
        ) {
            self.offset = offset
            self.bucketCounts = bucketCounts
        }
    }
}

extension ExponentialHistogramDataPoint: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.messages(1, "attributes", &attributes)
        try visitor.fixed64(2, "startTimeUnixNano", &startTimeUnixNano)
        try visitor.fixed64(3, "timeUnixNano", &timeUnixNano)
        try visitor.fixed64(4, "count", &count)
        try visitor.optionalDouble(5, "sum", &sum)
        try visitor.sint32(6, "scale", &scale)
        try visitor.fixed64(7, "zeroCount", &zeroCount)
        try visitor.message(8, "positive", &positive)
        try visitor.message(9, "negative", &negative)
        try visitor.uint32(10, "flags", &flags)
        try visitor.messages(11, "exemplars", &exemplars)
        try visitor.optionalDouble(12, "min", &min)
        try visitor.optionalDouble(13, "max", &max)
        try visitor.double(14, "zeroThreshold", &zeroThreshold)
    }
}

extension ExponentialHistogramDataPoint.Buckets: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.sint32(1, "offset", &offset)
        try visitor.packedUInt64(2, "bucketCounts", &bucketCounts)
    }
}
