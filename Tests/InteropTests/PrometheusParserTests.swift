import Foundation
import OTLP
import TestSupport
import Testing

@testable import Throughline

/// Python's `prometheus_client`, the reference implementation of both formats, reads what we write.
@Suite(.enabled(if: PythonProcess.has("prometheus-client"), "needs Scripts/setup-interop"), .timeLimit(.minutes(5)))
struct PrometheusParserTests {
    private struct Family: Decodable {
        struct Sample: Decodable {
            struct Exemplar: Decodable {
                var labels: [String: String]
                var value: String
                var time: String
            }

            var name: String
            var labels: [String: String]
            var value: String
            var exemplar: Exemplar?
        }

        var name: String
        var type: String
        var unit: String
        var help: String
        var samples: [Sample]
    }

    private func parse(_ text: String, _ format: PrometheusFormat) async throws -> [Family] {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).prom")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let name = format == .text ? "text" : "openmetrics"
        let output = try await PythonProcess.run(script: "prometheus.py", [name, file.path])
        return try JSONDecoder().decode([Family].self, from: Data(output.utf8))
    }

    private let request: [ResourceMetrics] = {
        let trace = [UInt8](repeating: 0xCD, count: 16)
        let exemplar = Exemplar(
            timeUnixNano: 1_520_879_607_789_000_000,
            value: .double(0.7),
            spanID: [UInt8](repeating: 0xAB, count: 8),
            traceID: trace
        )
        let attributes = [
            KeyValue(key: "http.route", value: .string("/a \"b\" \\ c\nd")), KeyValue(key: "größe", value: 1),
            KeyValue(key: "http_route", value: .string("second")),
        ]
        func sum(_ value: Number, monotonic: Bool) -> Metric.Data {
            let point = NumberDataPoint(value: value, exemplars: [exemplar], attributes: attributes)
            return .sum(Sum(dataPoints: [point], aggregationTemporality: .cumulative, isMonotonic: monotonic))
        }
        let histogram = HistogramDataPoint(
            count: 6,
            sum: 4.5,
            bucketCounts: [1, 2, 3],
            explicitBounds: [0.5, 1],
            exemplars: [exemplar],
            attributes: attributes
        )
        let exponential = ExponentialHistogramDataPoint(
            count: 7,
            sum: 20,
            scale: 3,
            zeroCount: 1,
            positive: .init(offset: -5, bucketCounts: [1, 0, 2, 3])
        )
        return [
            ResourceMetrics(
                resource: OTLP.Resource(attributes: [
                    KeyValue(key: "service.name", value: .string("shop")), KeyValue(key: "process.pid", value: 12),
                ]),
                scopeMetrics: [
                    ScopeMetrics(
                        scope: InstrumentationScope(name: "shop.meter", version: "1.0"),
                        metrics: [
                            Metric(
                                name: "shop.orders",
                                description: "All \"orders\"\nso far \\",
                                data: sum(.int(3), monotonic: true)
                            ),
                            Metric(name: "process.cpu.time", unit: "s", data: sum(.double(1.25), monotonic: true)),
                            Metric(name: "shop.live", unit: "{order}", data: sum(.int(-2), monotonic: false)),
                            Metric(
                                name: "load",
                                unit: "1",
                                data: .gauge(Gauge(dataPoints: [NumberDataPoint(value: .double(.nan))]))
                            ),
                            Metric(
                                name: "peak",
                                data: .gauge(Gauge(dataPoints: [NumberDataPoint(value: .double(.infinity))]))
                            ),
                            Metric(
                                name: "http.server.request.duration",
                                unit: "s",
                                data: .histogram(
                                    Histogram(dataPoints: [histogram], aggregationTemporality: .cumulative)
                                )
                            ),
                            Metric(
                                name: "size",
                                unit: "By",
                                data: .exponentialHistogram(
                                    ExponentialHistogram(dataPoints: [exponential], aggregationTemporality: .cumulative)
                                )
                            ),
                            Metric(
                                name: "wait",
                                data: .summary(
                                    Summary(dataPoints: [
                                        SummaryDataPoint(
                                            count: 2,
                                            sum: 3,
                                            quantileValues: [.init(quantile: 0.5, value: 1)]
                                        )
                                    ])
                                )
                            ),
                        ]
                    )
                ]
            )
        ]
    }()

    @Test(arguments: [PrometheusFormat.text, .openMetrics])
    func itsParsersReadWhatWeWrite(format: PrometheusFormat) async throws {
        let families = try await parse(PrometheusExposition.text(of: request, format: format), format)
        let byName = Dictionary(uniqueKeysWithValues: families.map { ($0.name, $0) })
        #expect(
            families.map(\.name) == [
                format == .text ? "target_info" : "target", "shop_orders", "process_cpu_time_seconds", "shop_live",
                "load_ratio", "peak", "http_server_request_duration_seconds", "size_bytes", "wait",
            ]
        )
        let orders = try #require(byName["shop_orders"])
        #expect(orders.type == "counter" && orders.help == "All \"orders\"\nso far \\")
        let sample = try #require(orders.samples.first)
        #expect(sample.name == "shop_orders_total" && sample.value == "3.0")
        #expect(
            sample.labels == [
                "http_route": "/a \"b\" \\ c\nd;second", "gr_e": "1", "otel_scope_name": "shop.meter",
                "otel_scope_version": "1.0",
            ]
        )
        #expect(byName["process_cpu_time_seconds"]?.samples.first?.value == "1.25")
        #expect(byName["shop_live"]?.type == "gauge" && byName["shop_live"]?.samples.first?.value == "-2.0")
        #expect(byName["load_ratio"]?.samples.first?.value == "nan")
        #expect(byName["peak"]?.samples.first?.value == "inf")

        let duration = try #require(byName["http_server_request_duration_seconds"])
        #expect(duration.type == "histogram")
        let buckets = duration.samples.filter { $0.name.hasSuffix("_bucket") }
        #expect(buckets.map(\.value) == ["1.0", "3.0", "6.0"])
        #expect(buckets.compactMap { $0.labels["le"].flatMap(Double.init) } == [0.5, 1, .infinity])
        #expect(duration.samples.first { $0.name.hasSuffix("_sum") }?.value == "4.5")

        let sizes = try #require(byName["size_bytes"]).samples.filter { $0.name.hasSuffix("_bucket") }
        #expect(sizes.map(\.value) == ["1.0", "7.0", "7.0"])

        if format == .openMetrics {
            #expect(byName["target"]?.type == "info")
            #expect(duration.unit == "seconds")
            #expect(buckets[1].exemplar?.value == "0.7")
            #expect(buckets[1].exemplar?.time.hasPrefix("1520879607.789") == true)
            #expect(buckets[1].exemplar?.labels["trace_id"] == String(repeating: "cd", count: 16))
            #expect(sample.exemplar != nil)
        } else {
            #expect(byName["target_info"]?.samples.first?.labels["service_name"] == "shop")
            #expect(families.flatMap(\.samples).allSatisfy { $0.exemplar == nil })
        }
    }

    /// Whatever names, units, labels and values there are, the strict parser takes the text.
    @Test func anyNamesMakeValidText() async throws {
        var generator = SeededGenerator(seed: 11)
        let pieces = [
            "a", "B", "_", "__", ".", "total", "bucket", "count", "info", "le", "\"", "\\", "\n", "{}", "ö", "漢", "1",
            " ", "#", "\u{0}", "created", "s",
        ]
        func text(_ most: Int) -> String {
            (0..<Int.random(in: 0...most, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }
                .joined()
        }
        func number() -> Number {
            let doubles: [Double] = [0, -0.0, 1e-300, 1e300, .nan, .infinity, -.infinity, 0.1, 123_456_789.123]
            return Bool.random(using: &generator)
                ? .int(.random(in: 0 ... .max, using: &generator))
                : .double(abs(doubles.randomElement(using: &generator) ?? 0))
        }
        func attributes() -> [KeyValue] {
            (0..<Int.random(in: 0...3, using: &generator)).map { _ in KeyValue(key: text(4), value: .string(text(6))) }
        }
        func metric() -> Metric {
            let data: Metric.Data
            switch Int.random(in: 0...3, using: &generator) {
            case 0: data = .gauge(Gauge(dataPoints: [NumberDataPoint(value: number(), attributes: attributes())]))
            case 1:
                let point = NumberDataPoint(value: .int(3), attributes: attributes())
                data = .sum(
                    Sum(
                        dataPoints: [point],
                        aggregationTemporality: .cumulative,
                        isMonotonic: Bool.random(using: &generator)
                    )
                )
            case 2:
                let point = HistogramDataPoint(
                    count: 3,
                    sum: 2,
                    bucketCounts: [1, 2],
                    explicitBounds: [1],
                    attributes: attributes()
                )
                data = .histogram(Histogram(dataPoints: [point, point], aggregationTemporality: .cumulative))
            default:
                let point = SummaryDataPoint(
                    count: 1,
                    sum: 1,
                    quantileValues: [.init(quantile: 0.9, value: 1)],
                    attributes: attributes()
                )
                data = .summary(Summary(dataPoints: [point]))
            }
            return Metric(name: text(5), description: text(8), unit: text(2), data: data)
        }
        let metrics = (0..<400).map { _ in metric() }
        let scope = InstrumentationScope(name: text(3), version: text(3), attributes: attributes())
        let request = [
            ResourceMetrics(
                resource: OTLP.Resource(attributes: attributes()),
                scopeMetrics: [ScopeMetrics(scope: scope, metrics: metrics)]
            )
        ]
        for format in [PrometheusFormat.text, .openMetrics] {
            let families = try await parse(PrometheusExposition.text(of: request, format: format), format)
            #expect(families.count > 10)
        }
    }
}
