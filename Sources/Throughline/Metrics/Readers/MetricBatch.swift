public import OTLP

/// Collected metrics, on their way to an exporter: grouped by scope, under their resource.
public struct MetricBatch: Sendable {
    /// The number of data points.
    public let count: Int

    /// The metrics, as a request of the standard.
    public let request: ExportMetricsServiceRequest

    public init(_ request: ExportMetricsServiceRequest) {
        self.request = request
        count = request.resourceMetrics.reduce(0) { count, resource in
            resource.scopeMetrics.reduce(count) { $0 + $1.metrics.reduce(0) { $0 + $1.pointCount } }
        }
    }
}

extension MetricBatch {
    /// Batches of at most `limit` data points, in their order; none if there are no points.
    static func batches(of scopes: [ScopeMetrics], resource: ResourceMetrics, limit: Int?) -> [MetricBatch] {
        let limit = max(limit ?? .max, 1)
        var batches: [[ScopeMetrics]] = []
        var room = 0
        for scope in scopes {
            for var metric in scope.metrics {
                while metric.pointCount > 0 {
                    if room == 0 {
                        batches.append([])
                        room = limit
                    }
                    let taken = metric.takePoints(room)
                    room -= taken.pointCount
                    let last = batches.count - 1
                    if let lastScope = batches[last].indices.last, batches[last][lastScope].isSame(scope) {
                        batches[last][lastScope].metrics.append(taken)
                    } else {
                        batches[last].append(
                            ScopeMetrics(scope: scope.scope, metrics: [taken], schemaURL: scope.schemaURL)
                        )
                    }
                }
            }
        }
        return batches.map { scopes in
            var resource = resource
            resource.scopeMetrics = scopes
            return MetricBatch(ExportMetricsServiceRequest(resourceMetrics: [resource]))
        }
    }

    /// What of it counts since the last collection, and would be lost with it; `nil` if that is nothing.
    var deltas: MetricBatch? {
        var request = request
        for resource in request.resourceMetrics.indices {
            for scope in request.resourceMetrics[resource].scopeMetrics.indices {
                request.resourceMetrics[resource].scopeMetrics[scope].metrics.removeAll { !$0.isDelta }
            }
            request.resourceMetrics[resource].scopeMetrics.removeAll { $0.metrics.isEmpty }
        }
        let batch = MetricBatch(request)
        return batch.count > 0 ? batch : nil
    }
}

extension ScopeMetrics {
    fileprivate func isSame(_ other: ScopeMetrics) -> Bool {
        scope == other.scope && schemaURL == other.schemaURL
    }
}

extension OTLP.Metric {
    var pointCount: Int {
        switch data {
        case .gauge(let gauge): gauge.dataPoints.count
        case .sum(let sum): sum.dataPoints.count
        case .histogram(let histogram): histogram.dataPoints.count
        case .exponentialHistogram(let histogram): histogram.dataPoints.count
        case .summary(let summary): summary.dataPoints.count
        case nil: 0
        }
    }

    fileprivate var isDelta: Bool {
        switch data {
        case .sum(let sum): sum.aggregationTemporality == .delta
        case .histogram(let histogram): histogram.aggregationTemporality == .delta
        case .exponentialHistogram(let histogram): histogram.aggregationTemporality == .delta
        case .gauge, .summary, nil: false
        }
    }

    /// Takes out the first points, `limit` at most; the rest stays.
    fileprivate mutating func takePoints(_ limit: Int) -> OTLP.Metric {
        guard pointCount > limit else {
            defer { data = nil }
            return self
        }
        var taken = self
        switch data {
        case .gauge(var rest):
            taken.data = .gauge(OTLP.Gauge(dataPoints: rest.dataPoints.removeFirst(limit)))
            data = .gauge(rest)
        case .sum(var rest):
            var part = rest
            part.dataPoints = rest.dataPoints.removeFirst(limit)
            taken.data = .sum(part)
            data = .sum(rest)
        case .histogram(var rest):
            var part = rest
            part.dataPoints = rest.dataPoints.removeFirst(limit)
            taken.data = .histogram(part)
            data = .histogram(rest)
        case .exponentialHistogram(var rest):
            var part = rest
            part.dataPoints = rest.dataPoints.removeFirst(limit)
            taken.data = .exponentialHistogram(part)
            data = .exponentialHistogram(rest)
        case .summary(var rest):
            taken.data = .summary(OTLP.Summary(dataPoints: rest.dataPoints.removeFirst(limit)))
            data = .summary(rest)
        case nil: break
        }
        return taken
    }
}

extension Array {
    /// Takes out the first elements.
    fileprivate mutating func removeFirst(_ count: Int) -> [Element] {
        let first = Array(prefix(count))
        self = Array(dropFirst(count))
        return first
    }
}
