/// One distribution of a `Histogram`.
public struct HistogramDataPoint: Message {
    /// Since when the value counts: nanoseconds since 1970-01-01T00:00:00Z; 0 when unknown.
    public var startTimeUnixNano: UInt64 = 0

    /// When the value was taken: nanoseconds since 1970-01-01T00:00:00Z.
    public var timeUnixNano: UInt64 = 0

    /// The number of values; equal to the sum of `bucketCounts`.
    public var count: UInt64 = 0

    /// The sum of the values; `nil` when unknown.
    public var sum: Double?

    /// The number of values in each bucket; one more than there are bounds, or empty.
    public var bucketCounts: [UInt64] = []

    /// The buckets' upper bounds, inclusive, rising; the last bucket has none.
    public var explicitBounds: [Double] = []

    /// Measurements that stand for the rest, with the spans they were made in.
    public var exemplars: [Exemplar] = []

    /// What tells this point from the metric's others.
    public var attributes: [KeyValue] = []

    /// Bit 0 says that there is no value: see `DataPointFlags`.
    public var flags: UInt32 = 0

    /// The least value; `nil` when unknown.
    public var min: Double?

    /// The greatest value; `nil` when unknown.
    public var max: Double?

    /// An empty message.
    public init() {}

    public init(
        startTimeUnixNano: UInt64 = 0,
        timeUnixNano: UInt64 = 0,
        count: UInt64 = 0,
        sum: Double? = nil,
        bucketCounts: [UInt64] = [],
        explicitBounds: [Double] = [],
        exemplars: [Exemplar] = [],
        attributes: [KeyValue] = [],
        flags: UInt32 = 0,
        min: Double? = nil,
        max: Double? = nil
    ) {
        self.startTimeUnixNano = startTimeUnixNano
        self.timeUnixNano = timeUnixNano
        self.count = count
        self.sum = sum
        self.bucketCounts = bucketCounts
        self.explicitBounds = explicitBounds
        self.exemplars = exemplars
        self.attributes = attributes
        self.flags = flags
        self.min = min
        self.max = max
    }
}

extension HistogramDataPoint: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.fixed64(2, "startTimeUnixNano", &startTimeUnixNano)
        try visitor.fixed64(3, "timeUnixNano", &timeUnixNano)
        try visitor.fixed64(4, "count", &count)
        try visitor.optionalDouble(5, "sum", &sum)
        try visitor.packedFixed64(6, "bucketCounts", &bucketCounts)
        try visitor.packedDouble(7, "explicitBounds", &explicitBounds)
        try visitor.messages(8, "exemplars", &exemplars)
        try visitor.messages(9, "attributes", &attributes)
        try visitor.uint32(10, "flags", &flags)
        try visitor.optionalDouble(11, "min", &min)
        try visitor.optionalDouble(12, "max", &max)
    }
}
