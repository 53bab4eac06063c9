import Metrics
import OTLP
import SemanticConventions
import Testing

@testable import Throughline

/// What is recorded with swift-metrics, as libraries do that know nothing of OpenTelemetry.
@Suite struct SwiftMetricsTests {
    @Test func aConventionalNameHasItsUnitDescriptionBoundariesAndAttributeTypes() async throws {
        let metrics = RecordingMetrics()
        metrics.record {
            Timer(
                label: "http.server.request.duration",
                dimensions: [("http.request.method", "GET"), ("http.response.status_code", "200")]
            ).recordNanoseconds(7_000_000)
        }
        let metric = try #require(await metrics.metric("http.server.request.duration"))
        #expect(metric.unit == "s")
        #expect(metric.description == MetricDescriptor.httpServerRequestDuration.description)
        let point = try #require(metric.distribution)
        #expect(point.sum == 0.007)
        #expect(point.explicitBounds.first == 0.005)
        #expect(
            point.attributes.values == ["http.request.method": .string("GET"), "http.response.status_code": .int(200)]
        )
    }

    @Test func theApplicationsDescriptorsBeatTheConventions() async {
        let metrics = RecordingMetrics {
            $0.descriptors = [
                .histogram("jobs.time", unit: "ms", boundaries: [10, 20]),
                .counter("http.server.request.duration", unit: "{strange}"),
            ]
        }
        metrics.record {
            Timer(label: "jobs.time").recordMilliseconds(15)
            Counter(label: "http.server.request.duration").increment()
        }
        let collected = await metrics.metrics()
        #expect(collected.map(\.unit) == ["ms", "{strange}"])
        #expect(collected.first?.distribution?.sum == 15)
        #expect(collected.first?.distribution?.bucketCounts == [0, 1, 0])
    }

    @Test func aDescriptorOfAnotherKindDoesNotChangeWhatTheAPISays() async {
        let metrics = RecordingMetrics()
        metrics.record { Counter(label: "http.server.request.duration").increment(by: 2) }
        let metric = await metrics.metric("http.server.request.duration")
        #expect(metric?.value == .int(2))
        #expect(metric?.unit == "")
    }

    @Test func aCounterCountsAndStartsAnewWhenItIsReset() async {
        let metrics = RecordingMetrics()
        let counter = metrics.record { Counter(label: "c", dimensions: [("a", "1")]) }
        counter.increment(by: 5)
        #expect(await metrics.metric("c")?.values == [["a": .string("1")]: .int(5)])
        counter.reset()
        #expect(await metrics.metric("c") == nil)
        counter.increment()
        #expect(await metrics.metric("c")?.value == .int(1))
    }

    @Test func aFloatingPointCounterKeepsFractions() async {
        let metrics = RecordingMetrics()
        let counter = metrics.record { FloatingPointCounter(label: "c") }
        counter.increment(by: 0.5)
        counter.increment(by: 0.25)
        #expect(await metrics.metric("c")?.value == .double(0.75))
    }

    @Test func aMeterIsAGaugeThatCanBeSetAndChanged() async {
        let metrics = RecordingMetrics()
        let meter = metrics.record { Meter(label: "m") }
        meter.set(10)
        meter.increment(by: 2.5)
        meter.decrement()
        let metric = await metrics.metric("m")
        #expect(metric?.gauge != nil)
        #expect(metric?.value == .double(11.5))
    }

    @Test(arguments: [Configuration.Metrics.TemporalityPreference.cumulative, .delta])
    func aMeterOfAConventionalSumIsOne(temporality: Configuration.Metrics.TemporalityPreference) async {
        let metrics = RecordingMetrics(temporality: temporality)
        let meter = metrics.record { Meter(label: "http.server.active_requests") }
        meter.increment(by: 3)
        meter.decrement()
        let first = await metrics.metric("http.server.active_requests")
        #expect(first?.sum?.isMonotonic == false)
        #expect(first?.value == .double(2))
        meter.set(7)
        #expect(await metrics.metric("http.server.active_requests")?.value == .double(7))
    }

    @Test func recordersAreHistogramsAndGauges() async {
        let metrics = RecordingMetrics()
        metrics.record {
            Recorder(label: "r").record(3)
            Recorder(label: "r").record(4.5)
            Gauge(label: "g").record(6)
        }
        let collected = await metrics.metrics()
        #expect(collected.first { $0.name == "r" }?.distribution?.sum == 7.5)
        #expect(collected.first { $0.name == "g" }?.value == .double(6))
    }

    @Test func aTimerThatNobodyDescribesIsInSeconds() async {
        let metrics = RecordingMetrics()
        metrics.record { Timer(label: "t", preferredDisplayUnit: .milliseconds).recordMilliseconds(250) }
        let metric = await metrics.metric("t")
        #expect(metric?.unit == "s")
        #expect(metric?.distribution?.sum == 0.25)
        #expect(metric?.distribution?.explicitBounds == MetricDescriptor.httpServerRequestDuration.boundaries)
    }

    @Test func aDestroyedMetricIsExportedOnceMoreAndThenGone() async {
        let metrics = RecordingMetrics()
        let counter = metrics.record { Counter(label: "c") }
        counter.increment(by: 2)
        metrics.record { counter.destroy() }
        #expect(await metrics.metric("c")?.value == .int(2))
        #expect(await metrics.metric("c") == nil)
        metrics.record { Counter(label: "c").increment() }
        #expect(await metrics.metric("c")?.value == .int(1))
    }

    @Test func aMetricThatAnotherHandlerHoldsIsNotDestroyed() async {
        let metrics = RecordingMetrics()
        let (first, second) = metrics.record { (Counter(label: "c"), Counter(label: "c")) }
        first.increment()
        first.destroy()
        first.destroy()
        second.increment()
        #expect(await metrics.metric("c")?.value == .int(2))
        #expect(await metrics.metric("c")?.value == .int(2))
    }

    @Test func whoFoundNoRoomDoesNotDestroyTheSeriesOfAnother() async {
        let metrics = RecordingMetrics { $0.cardinalityLimit = 2 }
        func counter(_ value: String) -> Counter {
            metrics.record { Counter(label: "c", dimensions: [("a", value)]) }
        }
        let first = counter("1")
        let overflowing = counter("2")
        overflowing.increment()
        first.destroy()
        _ = await metrics.metrics()
        let second = counter("2")
        second.increment()
        overflowing.destroy()
        _ = await metrics.metrics()
        second.increment()
        #expect(await metrics.metric("c")?.values[["a": .string("2")]] == .int(2))
    }

    @Test func aDescriptorOfAnotherKindDoesNotChangeTheUnitOfATimer() async {
        let metrics = RecordingMetrics { $0.descriptors = [.gauge("t", unit: "ms")] }
        metrics.record { Timer(label: "t").recordMilliseconds(250) }
        let metric = await metrics.metric("t")
        #expect(metric?.unit == "s")
        #expect(metric?.distribution?.sum == 0.25)
    }

    @Test func telemetriesSideBySideDoNotMix() async {
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let metrics = RecordingMetrics()
                    metrics.record { Counter(label: "c").increment(by: number) }
                    #expect(await metrics.metric("c")?.value == .int(Int64(number)))
                }
            }
        }
    }
}

extension MetricDescriptor {
    fileprivate var boundaries: [Double]? {
        guard case .histogram(let boundaries) = instrument else { return nil }
        return boundaries
    }
}
