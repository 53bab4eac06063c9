import OTLP
import Testing

@testable import Throughline

/// Metrics on the console.
@Suite struct MetricLinesTests {
    private func text(_ metrics: Metric...) -> String {
        let service = KeyValue(key: "service.name", value: .string("shop"))
        return MetricLines.text(of: [
            ResourceMetrics(
                resource: OTLP.Resource(attributes: [service]),
                scopeMetrics: [ScopeMetrics(metrics: metrics)]
            )
        ])
    }

    @Test func `Every data point is a line`() {
        let brand = [KeyValue(key: "brand", value: .string("visa"))]
        let sum = Sum(
            dataPoints: [NumberDataPoint(value: .int(3), attributes: brand)],
            aggregationTemporality: .cumulative,
            isMonotonic: true
        )
        let histogram = HistogramDataPoint(
            count: 4,
            sum: 0.4834,
            bucketCounts: [1, 2, 1],
            explicitBounds: [0.005, 0.25],
            min: 0.00412,
            max: 12.3456
        )
        #expect(
            text(
                Metric(name: "shop.orders", unit: "{order}", data: .sum(sum)),
                Metric(
                    name: "http.server.request.duration",
                    unit: "s",
                    data: .histogram(Histogram(dataPoints: [histogram], aggregationTemporality: .cumulative))
                ),
                Metric(
                    name: "load",
                    unit: "1",
                    data: .gauge(Gauge(dataPoints: [NumberDataPoint(value: .double(0.12345))]))
                )
            ) == """
                metrics  shop
                  shop.orders  brand=visa  3 {order}
                  http.server.request.duration  n=4 sum=0.4834 s min=0.00412 max=12.35  p50≤0.25  p99>0.25
                  load  0.1235

                """
        )
    }

    @Test func `A delta says so`() {
        let sum = Sum(dataPoints: [NumberDataPoint(value: .int(3))], aggregationTemporality: .delta, isMonotonic: true)
        #expect(text(Metric(name: "a", data: .sum(sum))) == "metrics  shop\n  a  +3\n")
    }

    @Test func `Nothing is no line`() {
        #expect(text().isEmpty && text(Metric(name: "a")).isEmpty)
    }

    @Test func `Control characters are escaped`() {
        let attributes = [KeyValue(key: "a\u{1B}[2J", value: .string("b\nc\u{202E}"))]
        let point = NumberDataPoint(value: .double(.nan), attributes: attributes)
        let lines = text(Metric(name: "x\r\n", unit: "\u{7}", data: .gauge(Gauge(dataPoints: [point]))))
        #expect(lines.split(separator: "\n").count == 2)
        #expect(lines.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
    }
}
