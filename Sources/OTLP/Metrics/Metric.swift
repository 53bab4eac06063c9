/// One metric: what is measured, and its points in time.
public struct Metric: Message {
    /// The metric's name, `http.server.request.duration` say.
    public var name: String = ""

    /// What is measured, for people to read.
    public var description: String = ""

    /// The unit, as UCUM writes it: `s`, `By`, `{request}`.
    public var unit: String = ""

    /// The points, which make the metric's kind; `nil` when the message says none that this version knows.
    public var data: Data?

    /// More about the metric as a whole, for conversions from and to other formats.
    public var metadata: [KeyValue] = []

    /// An empty message.
    public init() {}

    public init(
        name: String = "",
        description: String = "",
        unit: String = "",
        data: Data? = nil,
        metadata: [KeyValue] = []
    ) {
        self.name = name
        self.description = description
        self.unit = unit
        self.data = data
        self.metadata = metadata
    }

    /// The points of a metric; which alternative it is makes the metric's kind.
    public enum Data: Hashable, Sendable {
        /// A value as it was last measured.
        case gauge(Gauge)

        /// A sum over time.
        case sum(Sum)

        /// A distribution over buckets with given bounds.
        case histogram(Histogram)

        /// A distribution over buckets that grow exponentially.
        case exponentialHistogram(ExponentialHistogram)

        /// Quantiles, as older systems compute them.
        case summary(Summary)
    }
}

extension Metric: FieldVisitable {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.string(1, "name", &name)
        try visitor.string(2, "description", &description)
        try visitor.string(3, "unit", &unit)
        try visitor.message(5, "gauge", &gauge)
        try visitor.message(7, "sum", &sum)
        try visitor.message(9, "histogram", &histogram)
        try visitor.message(10, "exponentialHistogram", &exponentialHistogram)
        try visitor.message(11, "summary", &summary)
        try visitor.messages(12, "metadata", &metadata)
    }
}

// The alternatives of `data`, one a field. Assigning `nil` changes nothing: an alternative goes only when another comes.
// While one is changed in place, `data` does not hold it too, so that its points are not copied.
extension Metric {
    /// The metric's points if it is a `Gauge`.
    public internal(set) var gauge: Gauge? {
        get {
            guard case .gauge(let points) = data else { return nil }
            return points
        }
        _modify {
            var points = gauge
            if points != nil { data = nil }
            defer {
                if let points { data = .gauge(points) }
            }
            yield &points
        }
    }

    /// The metric's points if it is a `Sum`.
    public internal(set) var sum: Sum? {
        get {
            guard case .sum(let points) = data else { return nil }
            return points
        }
        _modify {
            var points = sum
            if points != nil { data = nil }
            defer {
                if let points { data = .sum(points) }
            }
            yield &points
        }
    }

    /// The metric's points if it is a `Histogram`.
    public internal(set) var histogram: Histogram? {
        get {
            guard case .histogram(let points) = data else { return nil }
            return points
        }
        _modify {
            var points = histogram
            if points != nil { data = nil }
            defer {
                if let points { data = .histogram(points) }
            }
            yield &points
        }
    }

    /// The metric's points if it is a `ExponentialHistogram`.
    public internal(set) var exponentialHistogram: ExponentialHistogram? {
        get {
            guard case .exponentialHistogram(let points) = data else { return nil }
            return points
        }
        _modify {
            var points = exponentialHistogram
            if points != nil { data = nil }
            defer {
                if let points { data = .exponentialHistogram(points) }
            }
            yield &points
        }
    }

    /// The metric's points if it is a `Summary`.
    public internal(set) var summary: Summary? {
        get {
            guard case .summary(let points) = data else { return nil }
            return points
        }
        _modify {
            var points = summary
            if points != nil { data = nil }
            defer {
                if let points { data = .summary(points) }
            }
            yield &points
        }
    }
}
