import MetricRecording
import OTLP
import SpanRecording
import Testing

@testable import Throughline

@Suite struct TemporalityTests {
    @Test func cumulativeSumsGoOnFromTheirStart() async throws {
        let metrics = RecordingMetrics()
        let counter = Counter(.counter("c"))
        metrics.record { counter.add(1) }
        let first = try #require(await metrics.metric("c")?.numbers.first)
        let second = try #require(await metrics.metric("c")?.numbers.first)
        metrics.record { counter.add(2) }
        let third = try #require(await metrics.metric("c")?.numbers.first)
        #expect([first, second, third].map(\.value) == [.int(1), .int(1), .int(3)])
        #expect(first.startTimeUnixNano == third.startTimeUnixNano)
        #expect(first.timeUnixNano < second.timeUnixNano)
        #expect(second.timeUnixNano < third.timeUnixNano)
        #expect(first.startTimeUnixNano < first.timeUnixNano)
    }

    @Test func eachSeriesStartsWithItsFirstMeasurement() async throws {
        let metrics = RecordingMetrics()
        let counter = Counter(.counter("c"))
        let histogram = Histogram(.histogram("h"))
        func record(_ key: Int64) {
            metrics.record {
                counter.add(1, attributes: ["key": .int(key)])
                histogram.record(1, attributes: ["key": .int(key)])
            }
        }
        record(1)
        let before = try #require(await metrics.metric("c")?.numbers.first)
        record(2)
        let collected = await metrics.metrics()
        let sums = try #require(collected.first { $0.name == "c" }?.numbers)
        let early = try #require(sums.first { $0.attributes["key"] == .int(1) })
        let late = try #require(sums.first { $0.attributes["key"] == .int(2) })
        #expect(early.startTimeUnixNano == before.startTimeUnixNano)
        #expect(late.startTimeUnixNano >= before.timeUnixNano)
        let distributions = try #require(collected.first { $0.name == "h" }?.histogram?.dataPoints)
        let lateStart = distributions.first { $0.attributes["key"] == .int(2) }?.startTimeUnixNano
        #expect(try #require(lateStart) >= before.timeUnixNano)
    }

    @Test func deltasHaveWhatCameSinceTheLastCollectionAndJoinUp() async throws {
        let metrics = RecordingMetrics(temporality: .delta)
        let counter = Counter(.counter("c"))
        let histogram = Histogram(.histogram("h", boundaries: [1]))
        func record(_ value: Int) {
            metrics.record {
                counter.add(value)
                histogram.record(value)
            }
        }
        record(1)
        record(1)
        let first = await metrics.metrics()
        record(5)
        let second = await metrics.metrics()
        let sums = [first, second].map { $0.first { $0.name == "c" } }
        #expect(sums.map { $0?.value } == [.int(2), .int(5)])
        #expect(sums.map { $0?.sum?.aggregationTemporality } == [.delta, .delta])
        #expect(sums[1]?.numbers.first?.startTimeUnixNano == sums[0]?.numbers.first?.timeUnixNano)
        let points = [first, second].map { $0.first { $0.name == "h" }?.distribution }
        #expect(points.map { $0?.bucketCounts } == [[2, 0], [0, 1]])
        #expect(points.map { $0?.min } == [1, 5])
        #expect(points[1]?.startTimeUnixNano == points[0]?.timeUnixNano)
    }

    /// The clock may be set back, or the measurement come while it is collected.
    @Test(arguments: [Temporality.cumulative, .delta])
    func noPointEndsBeforeItStarts(temporality: Temporality) throws {
        let stream = MetricStream(
            MetricStream.Settings(
                name: "c",
                description: "",
                unit: "",
                kind: .counter,
                isFloatingPoint: false,
                aggregation: .sum,
                temporality: temporality,
                cardinalityLimit: 10
            ),
            creation: .max,
            onOverflow: {}
        )
        stream.series([:], isHeld: false).storage.record(Int64(1))
        let point = try #require(stream.collect(CollectionWindow(previous: 1, now: 2))?.numbers.first)
        #expect(point.timeUnixNano == 2)
        #expect(point.startTimeUnixNano <= 2)
    }

    @Test func aDeltaSeriesIntoWhichNothingWasRecordedIsNotExported() async {
        let metrics = RecordingMetrics(temporality: .delta)
        let counter = Counter(.counter("c"))
        metrics.record { counter.add(1) }
        #expect(await metrics.metrics().count == 1)
        #expect(await metrics.metrics().isEmpty)
    }

    @Test func theKindOfInstrumentDecidesUnderEachPreference() {
        typealias Preference = Configuration.Metrics.TemporalityPreference
        func deltas(_ preference: Preference) -> Set<InstrumentKind> {
            Set(InstrumentKind.allCases.filter { preference.temporality(for: $0) == .delta })
        }
        #expect(deltas(.cumulative) == [])
        #expect(deltas(.delta) == [.counter, .histogram, .gauge, .observableCounter, .observableGauge])
        #expect(deltas(.lowMemory) == [.counter, .histogram, .gauge, .observableGauge])
    }

    @Test func upDownCountersStayCumulativeUnderDelta() async {
        let metrics = RecordingMetrics(temporality: .delta)
        let counter = UpDownCounter(.upDownCounter("c"))
        let series = metrics.record { counter.series([:]) }
        series?.add(2)
        _ = await metrics.metrics()
        series?.add(1)
        let metric = await metrics.metric("c")
        #expect(metric?.value == .int(3))
        #expect(metric?.sum?.aggregationTemporality == .cumulative)
    }

    @Test func everyReaderHasDeltasOfItsOwn() async {
        let other = InMemoryMetricExporter(temporality: .delta)
        let metrics = RecordingMetrics { $0.exporters.append(.custom(other)) }
        let counter = Counter(.counter("c"))
        metrics.record { counter.add(1) }
        _ = await metrics.metrics()
        metrics.record { counter.add(2) }
        #expect(await metrics.metric("c")?.value == .int(3))
        #expect(other.metrics.map(\.value) == [.int(1), .int(2)])
    }
}
