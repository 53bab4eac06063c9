import OTLP
import Synchronization
import Testing

@testable import Throughline

/// What Prometheus reads; `PrometheusParserTests` lets its own parsers read it too.
@Suite struct PrometheusTests {
    private func lines(
        _ metrics: [Metric],
        scope: InstrumentationScope? = nil,
        resource: [KeyValue] = [],
        format: PrometheusFormat = .text,
        options: PrometheusOptions = PrometheusOptions(),
        warnings: Warnings = Warnings()
    ) -> [String] {
        let scopeMetrics = ScopeMetrics(scope: scope, metrics: metrics)
        let request = ResourceMetrics(resource: OTLP.Resource(attributes: resource), scopeMetrics: [scopeMetrics])
        let text = PrometheusExposition.text(of: [request], format: format, options: options) {
            warnings.add($0, $1)
        }
        return text.split(separator: "\n").map(String.init)
    }

    private final class Warnings: Sendable {
        private let texts = Mutex<[String]>([])
        func add(_ topic: String, _ text: String) { texts.withLock { $0.append(topic) } }
        var topics: [String] { texts.withLock { $0 } }
    }

    private func counter(_ name: String, _ value: Number = .int(3), unit: String = "", _ attributes: [KeyValue] = [])
        -> Metric
    {
        let point = NumberDataPoint(value: value, attributes: attributes)
        return Metric(
            name: name,
            unit: unit,
            data: .sum(Sum(dataPoints: [point], aggregationTemporality: .cumulative, isMonotonic: true))
        )
    }

    private func gauge(_ name: String, _ value: Number = .int(3), unit: String = "", _ attributes: [KeyValue] = [])
        -> Metric
    {
        Metric(
            name: name,
            unit: unit,
            data: .gauge(Gauge(dataPoints: [NumberDataPoint(value: value, attributes: attributes)]))
        )
    }

    @Test func `A gauge is a gauge`() {
        #expect(lines([gauge("queue.depth", .double(1.5))]) == ["# TYPE queue_depth gauge", "queue_depth 1.5"])
    }

    @Test func `A monotonic sum is a counter that ends in _total`() {
        #expect(lines([counter("orders")]) == ["# TYPE orders_total counter", "orders_total 3"])
        #expect(lines([counter("orders.total")]) == ["# TYPE orders_total counter", "orders_total 3"])
        #expect(
            lines([counter("orders")], format: .openMetrics) == ["# TYPE orders counter", "orders_total 3", "# EOF"]
        )
    }

    @Test func `_total can be left out`() {
        var options = PrometheusOptions()
        options.addsTotal = false
        #expect(lines([counter("orders")], options: options) == ["# TYPE orders counter", "orders 3"])
        // In OpenMetrics a counter cannot be called so.
        #expect(
            lines([counter("orders")], format: .openMetrics, options: options)
                == ["# TYPE orders unknown", "orders 3", "# EOF"]
        )
    }

    @Test func `A sum that can shrink is a gauge`() {
        let point = NumberDataPoint(value: .int(-2))
        let metric = Metric(name: "live", data: .sum(Sum(dataPoints: [point], aggregationTemporality: .cumulative)))
        #expect(lines([metric]) == ["# TYPE live gauge", "live -2"])
    }

    @Test func `What is not cumulative is left out with a warning`() {
        let warnings = Warnings()
        let point = NumberDataPoint(value: .int(1))
        let sum = Sum(dataPoints: [point], aggregationTemporality: .delta, isMonotonic: true)
        let histogram = Histogram(dataPoints: [HistogramDataPoint()], aggregationTemporality: .delta)
        let metrics = [Metric(name: "a", data: .sum(sum)), Metric(name: "b", data: .histogram(histogram))]
        #expect(lines(metrics, warnings: warnings).isEmpty)
        #expect(warnings.topics == ["prometheus.temporality", "prometheus.temporality"])
    }

    @Test(arguments: [
        ("http.server.request.duration", "http_server_request_duration"), ("a..b--c", "a_b_c"), ("2xx", "_2xx"),
        ("a:b", "a:b"), ("größe", "gr_e"), ("", "_"), ("_a_", "_a_"), ("a b\nc\"{}", "a_b_c_"),
    ])
    func `Names are made of what Prometheus allows`(name: String, sanitized: String) {
        #expect(PrometheusNames.metric(name) == sanitized)
    }

    @Test(
        arguments: [
            ("s", "seconds"), ("ms", "milliseconds"), ("By", "bytes"), ("KiBy", "kibibytes"), ("%", "percent"),
            ("Cel", "celsius"), ("By/s", "bytes_per_second"), ("m/s", "meters_per_second"), ("{request}", nil),
            ("{request}/s", "per_second"), ("{packet}By", "bytes"), ("1", nil), ("", nil), ("foo/bar", "foo_per_bar"),
            ("}{", nil),
        ] as [(String, String?)]
    )
    func `Units are full words`(unit: String, word: String?) {
        #expect(PrometheusNames.unit(unit, isGauge: false) == word)
    }

    @Test func `The unit is part of the name, once, and metadata in OpenMetrics`() {
        #expect(
            lines([counter("cpu.time", unit: "s")]) == [
                "# TYPE cpu_time_seconds_total counter", "cpu_time_seconds_total 3",
            ]
        )
        #expect(lines([gauge("wait.seconds", unit: "s")]) == ["# TYPE wait_seconds gauge", "wait_seconds 3"])
        #expect(lines([gauge("load", unit: "1")]) == ["# TYPE load_ratio gauge", "load_ratio 3"])
        #expect(lines([counter("bytes.total", unit: "By")]) == ["# TYPE bytes_total counter", "bytes_total 3"])
        #expect(
            lines([counter("cpu.time", unit: "s")], format: .openMetrics)
                == [
                    "# TYPE cpu_time_seconds counter", "# UNIT cpu_time_seconds seconds", "cpu_time_seconds_total 3",
                    "# EOF",
                ]
        )
        var options = PrometheusOptions()
        options.addsUnits = false
        #expect(
            lines([gauge("wait", unit: "s")], format: .openMetrics, options: options)
                == ["# TYPE wait gauge", "wait 3", "# EOF"]
        )
    }

    @Test func `The description is the help, escaped`() {
        var metric = gauge("a")
        metric.description = "A \"b\" \\ c\nd"
        #expect(lines([metric])[1] == #"# HELP a A "b" \\ c\nd"#)
        #expect(lines([metric], format: .openMetrics)[1] == #"# HELP a A \"b\" \\ c\nd"#)
    }

    @Test func `Label names are sanitized, values escaped, and those that collide merged`() {
        let attributes = [
            KeyValue(key: "http.route", value: .string("/a\"b\\c\nd")), KeyValue(key: "x_y", value: 2),
            KeyValue(key: "x.y", value: .string("1")), KeyValue(key: "x-y", value: true),
            KeyValue(key: "__name__", value: .string("n")),
            KeyValue(key: "9", value: .array([1, .string("a\"b"), .double(0.5)])),
        ]
        #expect(
            lines([gauge("a", .int(1), attributes)])[1]
                == #"a{_9="[1,\"a\\\"b\",0.5]",_name_="n",http_route="/a\"b\\c\nd",x_y="true;1;2"} 1"#
        )
    }

    @Test func `The scope is in the labels of every metric, with its attributes`() {
        let scope = InstrumentationScope(
            name: "shop.meter",
            version: "1.2",
            attributes: [KeyValue(key: "team", value: .string("a")), KeyValue(key: "version", value: .string("no"))]
        )
        let expected = #"otel_scope_name="shop.meter",otel_scope_team="a",otel_scope_version="1.2""#
        #expect(lines([gauge("a")], scope: scope)[1] == "a{\(expected)} 3")
        var options = PrometheusOptions()
        options.includesScope = false
        #expect(lines([gauge("a")], scope: scope, options: options)[1] == "a 3")
    }

    @Test func `The schema URL of the scope is a label too`() {
        let metrics = ScopeMetrics(
            scope: InstrumentationScope(name: "m"),
            metrics: [gauge("a")],
            schemaURL: "https://x/1"
        )
        let text = PrometheusExposition.text(of: [ResourceMetrics(scopeMetrics: [metrics])], format: .text)
        #expect(text.contains(#"a{otel_scope_name="m",otel_scope_schema_url="https://x/1"} 3"#))
    }

    @Test func `The resource is target_info, which can be left out`() {
        let resource = [KeyValue(key: "service.name", value: .string("shop"))]
        #expect(
            lines([], resource: resource) == [
                "# TYPE target_info gauge", "# HELP target_info Target metadata",
                #"target_info{service_name="shop"} 1"#,
            ]
        )
        #expect(lines([], resource: resource, format: .openMetrics)[0] == "# TYPE target info")
        var options = PrometheusOptions()
        options.includesTargetInfo = false
        #expect(lines([], resource: resource, options: options).isEmpty)
        #expect(lines([], resource: []).isEmpty)
    }

    @Test func `A histogram is cumulative over its buckets`() {
        let point = HistogramDataPoint(
            count: 6,
            sum: 4.5,
            bucketCounts: [1, 2, 3],
            explicitBounds: [0.5, 1],
            attributes: [KeyValue(key: "le", value: .string("mine"))]
        )
        let metric = Metric(
            name: "d",
            data: .histogram(Histogram(dataPoints: [point], aggregationTemporality: .cumulative))
        )
        #expect(
            lines([metric]) == [
                "# TYPE d histogram",
                #"d_bucket{exported_le="mine",le="0.5"} 1"#, #"d_bucket{exported_le="mine",le="1"} 3"#,
                #"d_bucket{exported_le="mine",le="+Inf"} 6"#, #"d_count{exported_le="mine"} 6"#,
                #"d_sum{exported_le="mine"} 4.5"#,
            ]
        )
        #expect(lines([metric], format: .openMetrics)[2] == #"d_bucket{exported_le="mine",le="1.0"} 3"#)
    }

    @Test(arguments: [0, 1, 5, 20] as [Int32])
    func `An exponential histogram has its boundaries at powers of two, whatever its scale`(scale: Int32) {
        let width = Int32(1) << min(scale, 5)
        let offset: Int32 = scale > 5 ? 3 << scale : 3 * width
        // Values from 8 to 16, one a bucket, as far as the scale has them in sight.
        let point = ExponentialHistogramDataPoint(
            count: UInt64(width) + 3,
            sum: 40,
            scale: scale,
            zeroCount: 1,
            positive: .init(offset: offset, bucketCounts: [UInt64](repeating: 1, count: Int(width))),
            negative: .init(offset: 0, bucketCounts: [2])
        )
        let metric = Metric(
            name: "d",
            data: .exponentialHistogram(ExponentialHistogram(dataPoints: [point], aggregationTemporality: .cumulative))
        )
        #expect(
            lines([metric]) == [
                "# TYPE d histogram", #"d_bucket{le="-1"} 2"#, #"d_bucket{le="0"} 3"#,
                #"d_bucket{le="16"} \#(3 + width)"#,
                #"d_bucket{le="+Inf"} \#(3 + width)"#, "d_count \(3 + width)", "d_sum 40",
            ]
        )
    }

    @Test func `Exemplars stand in OpenMetrics, in their buckets and on counters`() {
        let exemplar = Exemplar(
            timeUnixNano: 1_520_879_607_789_000_000,
            value: .double(0.67),
            spanID: [UInt8](repeating: 0xAB, count: 8),
            traceID: [UInt8](repeating: 0xCD, count: 16),
            filteredAttributes: [
                KeyValue(key: "user.id", value: .int(7)),
                KeyValue(key: "long", value: .string(String(repeating: "x", count: 99))),
            ]
        )
        let ids = #"trace_id="\#(String(repeating: "cd", count: 16))",span_id="\#(String(repeating: "ab", count: 8))""#
        let tail = #" # {\#(ids),user_id="7"} 0.67 1520879607.789"#
        let point = HistogramDataPoint(
            count: 2,
            bucketCounts: [0, 2, 0],
            explicitBounds: [0.5, 1],
            exemplars: [exemplar]
        )
        let histogram = Metric(
            name: "d",
            data: .histogram(Histogram(dataPoints: [point], aggregationTemporality: .cumulative))
        )
        var sum = Sum(
            dataPoints: [NumberDataPoint(value: .int(1), exemplars: [exemplar])],
            aggregationTemporality: .cumulative
        )
        sum.isMonotonic = true
        let text = lines([histogram, Metric(name: "c", data: .sum(sum))], format: .openMetrics)
        #expect(
            text == [
                "# TYPE d histogram", #"d_bucket{le="0.5"} 0"#, #"d_bucket{le="1.0"} 2"# + tail,
                #"d_bucket{le="+Inf"} 2"#, "d_count 2", "# TYPE c counter", "c_total 1" + tail, "# EOF",
            ]
        )
        #expect(!lines([histogram]).contains { $0.contains(" # ") })
    }

    @Test func `A summary has its quantiles`() {
        let point = SummaryDataPoint(count: 2, sum: 3, quantileValues: [.init(quantile: 0.5, value: 1)])
        #expect(
            lines([Metric(name: "s", data: .summary(Summary(dataPoints: [point])))])
                == ["# TYPE s summary", #"s{quantile="0.5"} 1"#, "s_sum 3", "s_count 2"]
        )
    }

    @Test func `Numbers that are none are written as Prometheus has them`() {
        let metrics = [Double.nan, .infinity, -.infinity].enumerated().map {
            gauge("g\($0.offset)", .double($0.element))
        }
        let text = lines(metrics)
        #expect([text[1], text[3], text[5]] == ["g0 NaN", "g1 +Inf", "g2 -Inf"])
    }

    @Test func `A point without a value is left out`() {
        let point = NumberDataPoint(flags: DataPointFlags.noRecordedValueMask)
        #expect(lines([Metric(name: "a", data: .gauge(Gauge(dataPoints: [point])))]).isEmpty)
    }

    @Test func `Metadata stand once for a name, and what contradicts them is left out with a warning`() {
        let warnings = Warnings()
        var other = gauge("a.b", .int(2), [KeyValue(key: "x", value: 1)])
        other.description = "other"
        var first = gauge("a_b")
        first.description = "first"
        let text = lines([first, other, counter("a.b.total"), counter("a.b"), gauge("a.b")], warnings: warnings)
        #expect(text == ["# TYPE a_b gauge", "# HELP a_b first", "a_b 3", #"a_b{x="1"} 2"#])
        #expect(
            warnings.topics == [
                "prometheus.help", "prometheus.conflict", "prometheus.conflict", "prometheus.help",
                "prometheus.duplicate",
            ]
        )
    }

    @Test func `A name that another family's lines have is left out`() {
        let warnings = Warnings()
        let histogram = Histogram(dataPoints: [HistogramDataPoint()], aggregationTemporality: .cumulative)
        let text = lines([Metric(name: "d", data: .histogram(histogram)), gauge("d.count")], warnings: warnings)
        #expect(!text.contains("d_count 3"))
        #expect(warnings.topics == ["prometheus.conflict"])
    }

    @Test(
        arguments: [
            (nil, .text), ("", .text), ("*/*", .text), ("text/html", .text), ("text/plain;version=0.0.4", .text),
            ("application/openmetrics-text", .openMetrics),
            (
                "application/openmetrics-text;version=1.0.0;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.1",
                .openMetrics
            ),
            ("application/openmetrics-text; version=1.0.0; q=0.2, text/plain; version=0.0.4; q=0.9", .text),
            ("application/openmetrics-text;version=2.0.0", .text),
            (
                "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=\"1.0.0\";q=0.6",
                .openMetrics
            ),
            ("application/openmetrics-text;q=0", .text), (";;q=,,", .text),
        ] as [(String?, PrometheusFormat)]
    )
    func `The format is what the client prefers`(accept: String?, format: PrometheusFormat) {
        #expect(PrometheusFormat(accept: accept) == format)
    }
}
