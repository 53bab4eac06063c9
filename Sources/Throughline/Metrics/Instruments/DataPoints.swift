import OTLP

/// The data points of one metric, as they are collected.
struct DataPoints {
    private let settings: MetricStream.Settings
    private var numbers: [NumberDataPoint] = []
    private var histograms: [HistogramDataPoint] = []
    private var exponentials: [ExponentialHistogramDataPoint] = []

    init(_ settings: MetricStream.Settings) {
        self.settings = settings
    }

    mutating func add(
        _ value: CollectedValue.Value,
        attributes: [KeyValue],
        start: UInt64,
        time: UInt64,
        exemplars: [OTLP.Exemplar]
    ) {
        switch value {
        case .number(let number):
            numbers.append(
                NumberDataPoint(
                    startTimeUnixNano: start,
                    timeUnixNano: time,
                    value: number,
                    exemplars: exemplars,
                    attributes: attributes
                )
            )
        case .histogram(let distribution):
            guard case .histogram(let boundaries, let recordsMinMax) = settings.aggregation else { return }
            histograms.append(
                HistogramDataPoint(
                    startTimeUnixNano: start,
                    timeUnixNano: time,
                    count: distribution.count,
                    sum: hasSum ? distribution.sum : nil,
                    bucketCounts: distribution.counts,
                    explicitBounds: boundaries,
                    exemplars: exemplars,
                    attributes: attributes,
                    min: recordsMinMax ? distribution.min : nil,
                    max: recordsMinMax ? distribution.max : nil
                )
            )
        case .exponential(let buckets):
            guard case .exponentialHistogram(_, _, let recordsMinMax) = settings.aggregation else { return }
            exponentials.append(
                ExponentialHistogramDataPoint(
                    attributes: attributes,
                    startTimeUnixNano: start,
                    timeUnixNano: time,
                    count: buckets.count,
                    sum: hasSum ? buckets.sum : nil,
                    scale: Int32(buckets.scale),
                    zeroCount: buckets.zeroCount,
                    positive: buckets.positive.encoded,
                    negative: buckets.negative.encoded,
                    exemplars: exemplars,
                    min: recordsMinMax ? buckets.min : nil,
                    max: recordsMinMax ? buckets.max : nil
                )
            )
        }
    }

    /// A sum that can shrink says nothing; it is left out.
    ///
    /// Specification: https://opentelemetry.io/docs/specs/otel/metrics/sdk/#histogram-aggregations
    private var hasSum: Bool { settings.kind.isMonotonic }

    /// The metric; `nil` if it has no points.
    var metric: OTLP.Metric? {
        let temporality = settings.temporality.encoded
        let data: OTLP.Metric.Data
        switch settings.aggregation {
        case .drop:
            return nil
        case .sum:
            guard !numbers.isEmpty else { return nil }
            data = .sum(
                OTLP.Sum(
                    dataPoints: numbers,
                    aggregationTemporality: temporality,
                    isMonotonic: settings.kind.isMonotonic
                )
            )
        case .lastValue:
            guard !numbers.isEmpty else { return nil }
            data = .gauge(OTLP.Gauge(dataPoints: numbers))
        case .histogram:
            guard !histograms.isEmpty else { return nil }
            data = .histogram(OTLP.Histogram(dataPoints: histograms, aggregationTemporality: temporality))
        case .exponentialHistogram:
            guard !exponentials.isEmpty else { return nil }
            data = .exponentialHistogram(
                OTLP.ExponentialHistogram(dataPoints: exponentials, aggregationTemporality: temporality)
            )
        }
        return OTLP.Metric(
            name: settings.name,
            description: settings.description,
            unit: settings.unit,
            data: data
        )
    }
}

extension ExponentialBuckets.Range {
    fileprivate var encoded: ExponentialHistogramDataPoint.Buckets {
        ExponentialHistogramDataPoint.Buckets(offset: Int32(clamping: offset), bucketCounts: counts)
    }
}
