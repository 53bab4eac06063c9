import MetricRecording
import Metrics
import MetricsTestKit
import SemanticConventions
import SpanRecording
import Testing

@Suite struct InstrumentTests {
    @Test func aDurationIsATimerWithTheDescriptorsNameAndTheAttributesAsDimensions() throws {
        let metrics = TestMetrics()
        let histogram = DurationHistogram(.httpServerRequestDuration)
        withMetricsFactory(metrics) {
            histogram.record(
                .milliseconds(12),
                attributes: ["http.request.method": "GET", "http.response.status_code": 200]
            )
        }
        let timer = try metrics.expectTimer(
            "http.server.request.duration",
            [("http.request.method", "GET"), ("http.response.status_code", "200")]
        )
        #expect(timer.values == [12_000_000])
    }

    @Test func anUpDownCounterReturnsToWhereItStarted() throws {
        let metrics = TestMetrics()
        let counter = UpDownCounter(.httpServerActiveRequests)
        let series = withMetricsFactory(metrics) { counter.series(["url.scheme": "http"]) }
        series?.add(1)
        series?.add(-1)
        let meter = try metrics.expectMeter("http.server.active_requests", [("url.scheme", "http")])
        #expect(meter.values == [1, 0])
    }

    @Test func attributesAreNotComputedUnlessSomebodyCollectsThem() {
        var computed = 0
        func attributes() -> Attributes {
            computed += 1
            return [:]
        }
        withMetricsFactory(NOOPMetricsHandler.instance) {
            DurationHistogram(.httpServerRequestDuration).record(.zero, attributes: attributes())
            Histogram(.httpServerRequestBodySize).record(1, attributes: attributes())
            #expect(UpDownCounter(.httpServerActiveRequests).series(attributes()) == nil)
        }
        #expect(computed == 0)
    }

    @Test func theSeriesOfAnInstrumentAreBounded() throws {
        let metrics = TestMetrics()
        let histogram = Histogram(.httpServerRequestBodySize)
        withMetricsFactory(metrics) {
            for number in 0..<3000 { histogram.record(number, attributes: ["key": .int(Int64(number))]) }
        }
        #expect(metrics.recorders.count == 2001)
        let overflow = try metrics.expectRecorder("http.server.request.body.size", [("otel.metric.overflow", "true")])
        #expect(overflow.values.count == 1000)
    }

    @Test func attributesThatAreNoNumbersShareTheSeriesOfWhatFindsNoRoom() throws {
        let metrics = TestMetrics()
        let histogram = Histogram(.httpServerRequestBodySize)
        withMetricsFactory(metrics) {
            for number in 0..<3000 { histogram.record(number, attributes: ["key": .double(.nan)]) }
            histogram.record(1, attributes: ["key": 1])
        }
        #expect(metrics.recorders.count == 2)
        #expect(try metrics.expectRecorder("http.server.request.body.size", [("key", "1")]).values == [1])
    }

    @Test func anOtherFactoryHasSeriesOfItsOwn() throws {
        let histogram = Histogram(.httpServerRequestBodySize)
        let factories = [TestMetrics(), TestMetrics(), TestMetrics()]
        for (value, metrics) in factories.enumerated() {
            withMetricsFactory(metrics) { histogram.record(value, attributes: [:]) }
        }
        for (value, metrics) in factories.enumerated() {
            #expect(try metrics.expectRecorder("http.server.request.body.size").values == [Double(value)])
        }
    }

    @Test(arguments: [Duration.seconds(Int64.max), .seconds(Int64.min)])
    func aDurationBeyondAnyClockIsTheLongestOfAll(duration: Duration) throws {
        let metrics = TestMetrics()
        let histogram = DurationHistogram(.httpServerRequestDuration)
        withMetricsFactory(metrics) { histogram.record(duration, attributes: [:]) }
        let expected: Int64 = duration < .zero ? .min : .max
        #expect(try metrics.expectTimer("http.server.request.duration").values == [expected])
    }
}
