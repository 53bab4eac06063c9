import OTLP

/// The metrics that have come.
public struct MetricList: Hashable, Sendable, Encodable {
    public struct Metric: Hashable, Sendable, Encodable {
        public var name: String
        public var unit: String
        public var description: String
        /// `counter`, `updown`, `gauge`, `histogram`, `exponential` or `summary`.
        public var type: String
        public var service: String
        public var scope: String
        /// How many sets of attributes there are.
        public var series: Int
    }

    /// By name.
    public var metrics: [Metric]
}

extension TelemetryStore {
    /// The metrics that have come, by name.
    public func metrics() async throws -> MetricList {
        try await read { core in
            let rows = try core.connection.statement(
                """
                SELECT count(*), origin, name, unit, max(description), form FROM series
                GROUP BY name, origin, unit, form ORDER BY name, origin LIMIT 10000
                """
            )
            var metrics: [MetricList.Metric] = []
            var places: [[String]: Int] = [:]
            while try rows.step() {
                guard let kind = MetricSeries.Kind(code: rows.count(5)) else { continue }
                let origin = core.origins[rows.integer(1)]
                let metric = MetricList.Metric(
                    name: rows.text(2),
                    unit: rows.text(3),
                    description: rows.text(4),
                    type: kind.word,
                    service: origin?.service ?? "",
                    scope: origin?.scope.name ?? "",
                    series: rows.count(0)
                )
                // The same service with another resource, after a restart say, is no other metric.
                let identity = [metric.name, metric.unit, metric.type, metric.service, metric.scope]
                if let place = places[identity] {
                    metrics[place].series += metric.series
                } else {
                    places[identity] = metrics.count
                    metrics.append(metric)
                }
            }
            return MetricList(metrics: metrics)
        }
    }
}

extension MetricSeries.Kind {
    /// The kind in the words of JSON.
    var word: String {
        switch self {
        case .gauge: "gauge"
        case .sum(let isMonotonic, _): isMonotonic ? "counter" : "updown"
        case .histogram: "histogram"
        case .exponentialHistogram: "exponential"
        case .summary: "summary"
        }
    }
}
