public import OTLP

/// The last data points of one metric with one set of attributes, from one service and instrumentation.
public struct MetricSeries: Sendable {
    /// How a metric's points are to be read.
    public enum Kind: Hashable, Sendable {
        case gauge
        case sum(isMonotonic: Bool, temporality: AggregationTemporality)
        case histogram(temporality: AggregationTemporality)
        case exponentialHistogram(temporality: AggregationTemporality)
        case summary
    }

    /// A point in time.
    public enum Point: Hashable, Sendable {
        case number(NumberDataPoint)
        case histogram(HistogramDataPoint)
        case exponentialHistogram(ExponentialHistogramDataPoint)
        case summary(SummaryDataPoint)
    }

    /// The metric's name.
    public let name: String

    /// The metric's unit, in UCUM; empty when unknown.
    public let unit: String

    /// What the metric measures, for people to read.
    public let description: String

    /// How the points are to be read.
    public let kind: Kind

    /// The service that measures.
    public let resource: Resource

    /// The instrumentation that measures.
    public let scope: InstrumentationScope

    /// What tells the series from the metric's others, sorted by name.
    public let attributes: [KeyValue]

    /// The last points, in the order in which they arrived, without their attributes: these are the series'.
    public let points: [Point]

    /// The last point.
    public var last: Point? { points.last }
}

extension MetricSeries.Point {
    /// When the value was taken: nanoseconds since 1970-01-01T00:00:00Z.
    public var timeUnixNano: UInt64 {
        switch self {
        case .number(let point): point.timeUnixNano
        case .histogram(let point): point.timeUnixNano
        case .exponentialHistogram(let point): point.timeUnixNano
        case .summary(let point): point.timeUnixNano
        }
    }

    var attributes: [KeyValue] {
        switch self {
        case .number(let point): point.attributes
        case .histogram(let point): point.attributes
        case .exponentialHistogram(let point): point.attributes
        case .summary(let point): point.attributes
        }
    }

    /// The point without the attributes, which the series has, as it is stored.
    func data() throws(OTLPError) -> [UInt8] {
        switch self {
        case .number(var point):
            point.attributes = []
            return try point.protobuf()
        case .histogram(var point):
            point.attributes = []
            return try point.protobuf()
        case .exponentialHistogram(var point):
            point.attributes = []
            return try point.protobuf()
        case .summary(var point):
            point.attributes = []
            return try point.protobuf()
        }
    }

    init(_ data: [UInt8], kind: MetricSeries.Kind) throws(OTLPError) {
        switch kind {
        case .gauge, .sum: self = .number(try NumberDataPoint(protobuf: data, limits: .trusted))
        case .histogram: self = .histogram(try HistogramDataPoint(protobuf: data, limits: .trusted))
        case .exponentialHistogram:
            self = .exponentialHistogram(try ExponentialHistogramDataPoint(protobuf: data, limits: .trusted))
        case .summary: self = .summary(try SummaryDataPoint(protobuf: data, limits: .trusted))
        }
    }
}

extension MetricSeries.Kind {
    /// Whether the points say since when they count, where they have to (`metrics.proto`, `AggregationTemporality`).
    var hasTemporality: Bool {
        temporality != .unspecified
    }

    /// `nil` where points have none.
    var temporality: AggregationTemporality? {
        switch self {
        case .gauge, .summary: nil
        case .sum(_, let temporality), .histogram(let temporality), .exponentialHistogram(let temporality): temporality
        }
    }

    /// The kind as one number: which it is, then the temporality, then whether it never falls.
    var code: Int {
        let temporality = Int(self.temporality?.rawValue ?? 0) & 0xFF
        return switch self {
        case .gauge: 0
        case .sum(let isMonotonic, _): 1 | temporality << 8 | (isMonotonic ? 1 << 16 : 0)
        case .histogram: 2 | temporality << 8
        case .exponentialHistogram: 3 | temporality << 8
        case .summary: 4
        }
    }

    init?(code: Int) {
        let temporality = AggregationTemporality(rawValue: Int32(truncatingIfNeeded: code >> 8 & 0xFF))
        switch code & 0xFF {
        case 0: self = .gauge
        case 1: self = .sum(isMonotonic: code >> 16 & 1 == 1, temporality: temporality)
        case 2: self = .histogram(temporality: temporality)
        case 3: self = .exponentialHistogram(temporality: temporality)
        case 4: self = .summary
        default: return nil
        }
    }
}

extension Metric {
    /// The metric's data, one point an element; `nil` for a metric without data.
    var series: (kind: MetricSeries.Kind, points: [MetricSeries.Point])? {
        switch data {
        case .gauge(let gauge):
            (.gauge, gauge.dataPoints.map { .number($0) })
        case .sum(let sum):
            (
                .sum(isMonotonic: sum.isMonotonic, temporality: sum.aggregationTemporality),
                sum.dataPoints.map { .number($0) }
            )
        case .histogram(let histogram):
            (.histogram(temporality: histogram.aggregationTemporality), histogram.dataPoints.map { .histogram($0) })
        case .exponentialHistogram(let histogram):
            (
                .exponentialHistogram(temporality: histogram.aggregationTemporality),
                histogram.dataPoints.map { .exponentialHistogram($0) }
            )
        case .summary(let summary):
            (.summary, summary.dataPoints.map { .summary($0) })
        case nil:
            nil
        }
    }
}
