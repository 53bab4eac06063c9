import OTLP

/// Metrics as lines for human eyes, one a data point:
///
/// ```text
/// metrics  shop  12:04:31Z
///   http.server.request.duration  GET /orders 200  n=12 sum=0.483 s  min=0.004 max=0.121  p50≤0.025 p99≤0.25
///   shop.orders  brand=visa  3 {order}
/// ```
enum MetricLines {
    static func text(of request: [ResourceMetrics]) -> String {
        var text = ""
        for resource in request {
            var lines = ""
            for scope in resource.scopeMetrics {
                for metric in scope.metrics { append(metric, to: &lines) }
            }
            guard !lines.isEmpty else { continue }
            let service = resource.resource?.attributes.first { $0.key == "service.name" }?.value?.consoleText ?? ""
            text += "metrics  \(service.isEmpty ? "unknown service" : service.printable())\n\(lines)"
        }
        return text
    }

    private static func append(_ metric: Metric, to text: inout String) {
        let unit = metric.unit.isEmpty || metric.unit == "1" ? "" : " \(metric.unit.printable(limit: 32))"
        func line(_ attributes: [KeyValue], _ value: String) {
            let labels = attributes.prefix(16).map {
                "\($0.key.printable(limit: 64))=\(($0.value ?? .empty).consoleText)"
            }
            text += (["  \(metric.name.printable())"] + labels + [value]).joined(separator: "  ") + "\n"
        }
        switch metric.data {
        case .gauge(let gauge):
            for point in gauge.dataPoints { line(point.attributes, number(point.value) + unit) }
        case .sum(let sum):
            let sign = sum.aggregationTemporality == .delta ? "+" : ""
            for point in sum.dataPoints { line(point.attributes, sign + number(point.value) + unit) }
        case .histogram(let histogram):
            for point in histogram.dataPoints {
                let words = distribution(count: point.count, sum: point.sum, min: point.min, max: point.max, unit: unit)
                line(point.attributes, ([words] + quantiles(of: point)).joined(separator: "  "))
            }
        case .exponentialHistogram(let histogram):
            for point in histogram.dataPoints {
                line(
                    point.attributes,
                    distribution(count: point.count, sum: point.sum, min: point.min, max: point.max, unit: unit)
                )
            }
        case .summary(let summary):
            for point in summary.dataPoints {
                line(point.attributes, distribution(count: point.count, sum: point.sum, min: nil, max: nil, unit: unit))
            }
        case nil: break
        }
    }

    private static func number(_ number: Number?) -> String {
        switch number {
        case .int(let value): String(value)
        case .double(let value): rounded(value)
        case nil: "no value"
        }
    }

    /// Four digits are enough to see what is going on.
    private static func rounded(_ value: Double) -> String {
        guard value.isFinite, value != 0, abs(value) < 1e15 else { return "\(value)" }
        var scale = 1.0
        while abs(value) * scale < 1_000, scale < 1e12 { scale *= 10 }
        let text = "\((value * scale).rounded() / scale)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func distribution(count: UInt64, sum: Double?, min: Double?, max: Double?, unit: String) -> String {
        let words = [
            "n=\(count)", sum.map { "sum=\(rounded($0))\(unit)" }, min.map { "min=\(rounded($0))" },
            max.map { "max=\(rounded($0))" },
        ]
        return words.compactMap { $0 }.joined(separator: " ")
    }

    /// The boundaries below which half of the values, and nearly all, lie.
    private static func quantiles(of point: HistogramDataPoint) -> [String] {
        guard point.count > 0, point.bucketCounts.count == point.explicitBounds.count + 1 else { return [] }
        return [("p50", 0.5), ("p99", 0.99)].compactMap { name, share in
            let rank = UInt64((Double(point.count) * share).rounded(.up))
            var total: UInt64 = 0
            for (bound, count) in zip(point.explicitBounds, point.bucketCounts) {
                total &+= count
                if total >= rank { return "\(name)≤\(rounded(bound))" }
            }
            return point.explicitBounds.last.map { "\(name)>\(rounded($0))" }
        }
    }
}

extension AnyValue {
    fileprivate var consoleText: String {
        switch self {
        case .empty: ""
        case .string(let text): text.printable(limit: 64)
        case .bool(let bool): bool ? "true" : "false"
        case .int(let number): String(number)
        case .double(let number): String(number)
        case .bytes(let bytes): "\(bytes.count) bytes"
        case .array(let values): "[\(values.count)]"
        case .keyValueList(let values): "{\(values.count)}"
        }
    }
}
