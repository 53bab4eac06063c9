import OTLP

/// One metric, with its series and their points.
public struct MetricReport: Hashable, Sendable, Encodable {
    public struct Series: Hashable, Sendable, Encodable {
        public var attributes: [Attribute]
        public var points: [Point]
        public var exemplars: [Exemplar]
    }

    /// A point in time: of a number its value, of a distribution how many values there are of what size.
    public struct Point: Hashable, Sendable, Encodable {
        public var time: UnixTime
        public var value: JSONValue?
        /// Of a counter, how much came a second since the point before.
        public var rate: Double?
        public var count: UInt64?
        public var sum: JSONValue?
        public var min: JSONValue?
        public var max: JSONValue?
        /// Of what has come since the point before.
        public var p50: Double?
        public var p95: Double?
        public var p99: Double?
        /// The upper bounds of all buckets but the last.
        public var bounds: [Double]?
        public var buckets: [UInt64]?
    }

    /// A measurement that stands for the rest, with the span that it was made in.
    public struct Exemplar: Hashable, Sendable, Encodable {
        public var time: UnixTime
        public var value: JSONValue
        public var trace: Trace.ID
        public var span: Trace.Span.ID
    }

    public var name: String
    public var unit: String
    public var type: String
    /// `cumulative` or `delta`; `nil` where points have none.
    public var temporality: String?
    public var series: [Series]
}

extension TelemetryStore {
    /// The most exemplars of a series, the latest ones.
    fileprivate static let maxExemplars = 100

    /// The series of a metric with their last points; `nil` for a metric that has not come. Of several kinds under one name, the
    /// one that most series have.
    public func metric(_ name: String, service: String? = nil, points: Int = 1_000) async throws -> MetricReport? {
        let all = try await series(named: name, points: points).filter { series in
            service == nil || series.resource.attributes["service.name"]?.stringValue ?? "" == service
        }
        let kinds = Dictionary(grouping: all) { $0.kind }
        guard let (kind, series) = kinds.max(by: { $0.value.count < $1.value.count }), let first = series.first else {
            return nil
        }
        var merged: [[KeyValue]: [MetricSeries.Point]] = [:]
        var order: [[KeyValue]] = []
        for series in series {
            if merged[series.attributes] == nil { order.append(series.attributes) }
            merged[series.attributes, default: []] += series.points
        }
        return MetricReport(
            name: name,
            unit: first.unit,
            type: kind.word,
            temporality: kind.temporality.map { $0 == .delta ? "delta" : "cumulative" },
            series: order.prefix(1_000).map { attributes in
                let points = (merged[attributes] ?? []).sorted { $0.timeUnixNano < $1.timeUnixNano }
                return MetricReport.Series(
                    attributes: attributes.reported,
                    points: MetricReport.points(points, kind: kind),
                    exemplars: points.flatMap(\.reportedExemplars).suffix(Self.maxExemplars)
                )
            }
        )
    }
}

extension MetricReport {
    fileprivate static func points(_ points: [MetricSeries.Point], kind: MetricSeries.Kind) -> [Point] {
        var previous: MetricSeries.Point?
        let isCumulative = kind.temporality == .cumulative
        return points.map { point in
            defer { previous = point }
            return Point(point, after: isCumulative ? previous : nil, isCounter: kind.isCounter)
        }
    }
}

extension MetricSeries.Kind {
    fileprivate var isCounter: Bool {
        if case .sum(isMonotonic: true, _) = self { true } else { false }
    }
}

extension MetricReport.Point {
    /// - Parameter previous: the point before, where points count since a start.
    fileprivate init(_ point: MetricSeries.Point, after previous: MetricSeries.Point?, isCounter: Bool) {
        time = UnixTime(point.timeUnixNano)
        switch point {
        case .number(let number):
            value = JSONValue(number.value?.any)
            guard isCounter, let value = number.value?.double else { return }
            if case .number(let before)? = previous, let last = before.value?.double,
                number.timeUnixNano > before.timeUnixNano
            {
                // A counter that is less than before has begun anew.
                let seconds = Double(number.timeUnixNano - before.timeUnixNano) / 1e9
                rate = (value >= last ? value - last : value) / seconds
            } else if previous == nil, number.startTimeUnixNano > 0, number.timeUnixNano > number.startTimeUnixNano {
                rate = value / (Double(number.timeUnixNano - number.startTimeUnixNano) / 1e9)
            }
            if rate?.isFinite == false { rate = nil }
        case .histogram(let histogram):
            count = histogram.count
            sum = histogram.sum.map { JSONValue(.double($0)) }
            min = histogram.min.map { JSONValue(.double($0)) }
            max = histogram.max.map { JSONValue(.double($0)) }
            let finite = histogram.explicitBounds.allSatisfy(\.isFinite)
            guard finite, histogram.bucketCounts.count == histogram.explicitBounds.count + 1 else { return }
            bounds = histogram.explicitBounds
            buckets = histogram.bucketCounts
            var before: [UInt64]?
            if case .histogram(let last)? = previous, last.explicitBounds == histogram.explicitBounds {
                before = last.bucketCounts
            }
            setQuantiles(Distribution(bounds: histogram.explicitBounds, counts: histogram.bucketCounts, since: before))
        case .exponentialHistogram(let histogram):
            count = histogram.count
            sum = histogram.sum.map { JSONValue(.double($0)) }
            min = histogram.min.map { JSONValue(.double($0)) }
            max = histogram.max.map { JSONValue(.double($0)) }
            guard let distribution = Distribution(histogram) else { return }
            bounds = distribution.bounds
            buckets = distribution.counts
            var since = distribution
            if case .exponentialHistogram(let last)? = previous, let before = Distribution(last) {
                since = distribution.subtracting(before)
            }
            setQuantiles(since)
        case .summary(let summary):
            count = summary.count
            sum = JSONValue(.double(summary.sum))
            func quantile(_ part: Double) -> Double? {
                summary.quantileValues.first { $0.quantile == part && $0.value.isFinite }?.value
            }
            (p50, p95, p99) = (quantile(0.5), quantile(0.95), quantile(0.99))
        }
    }

    private mutating func setQuantiles(_ distribution: Distribution) {
        (p50, p95, p99) = (distribution.quantile(0.5), distribution.quantile(0.95), distribution.quantile(0.99))
    }
}

extension OTLP.Number {
    fileprivate var any: AnyValue {
        switch self {
        case .int(let value): .int(value)
        case .double(let value): .double(value)
        }
    }

    var double: Double {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        }
    }
}

extension MetricSeries.Point {
    fileprivate var reportedExemplars: [MetricReport.Exemplar] {
        let exemplars: [Exemplar] =
            switch self {
            case .number(let point): point.exemplars
            case .histogram(let point): point.exemplars
            case .exponentialHistogram(let point): point.exemplars
            case .summary: []
            }
        return exemplars.compactMap { exemplar in
            guard let trace = Trace.ID(bytes: exemplar.traceID), let span = Trace.Span.ID(bytes: exemplar.spanID) else {
                return nil
            }
            let value = JSONValue(exemplar.value?.any)
            return MetricReport.Exemplar(time: UnixTime(exemplar.timeUnixNano), value: value, trace: trace, span: span)
        }
    }
}
