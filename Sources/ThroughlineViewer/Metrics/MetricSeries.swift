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

        /// The point without the attributes, which the series has.
        var withoutAttributes: Point {
            switch self {
            case .number(var point):
                point.attributes = []
                return .number(point)
            case .histogram(var point):
                point.attributes = []
                return .histogram(point)
            case .exponentialHistogram(var point):
                point.attributes = []
                return .exponentialHistogram(point)
            case .summary(var point):
                point.attributes = []
                return .summary(point)
            }
        }
    }

    /// What tells a series from others.
    struct Key: Hashable {
        let metric: Interned<MetricIdentity>
        /// Sorted by name: the order does not matter.
        let attributes: [KeyValue]
    }

    let key: Key

    /// What the metric measures, for people to read.
    public let description: String

    /// The last points, in the order in which they arrived, without their attributes: these are the series'.
    public internal(set) var points: [Point]

    /// The metric's name.
    public var name: String { key.metric.value.name }

    /// The metric's unit, in UCUM; empty when unknown.
    public var unit: String { key.metric.value.unit }

    /// How the points are to be read.
    public var kind: Kind { key.metric.value.kind }

    /// The service that measures.
    public var resource: Resource { key.metric.value.scope.value.resource.value }

    /// The instrumentation that measures.
    public var scope: InstrumentationScope { key.metric.value.scope.value.scope }

    /// What tells the series from the metric's others, sorted by name.
    public var attributes: [KeyValue] { key.attributes }

    /// The last point.
    public var last: Point? { points.last }
}

extension MetricSeries.Kind {
    /// Whether the points say since when they count, where they have to (`metrics.proto`, `AggregationTemporality`).
    var hasTemporality: Bool {
        switch self {
        case .gauge, .summary: true
        case .sum(_, let temporality), .histogram(let temporality), .exponentialHistogram(let temporality):
            temporality != .unspecified
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
