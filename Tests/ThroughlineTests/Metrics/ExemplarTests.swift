import MetricRecording
import OTLP
import SpanRecording
import Synchronization
import Testing
import Tracing

@testable import Throughline

@Suite struct ExemplarTests {
    private func telemetry(
        _ filter: ExemplarFilter = .traceBased,
        sampler: any Sampler = .alwaysOn,
        views: [View] = []
    ) -> (Telemetry, InMemoryMetricExporter) {
        let exporter = InMemoryMetricExporter()
        var configuration = Configuration(serviceName: "test")
        configuration.traces.exporters = []
        configuration.traces.sampler = sampler
        configuration.metrics.exporters = [.custom(exporter)]
        configuration.metrics.exemplarFilter = filter
        configuration.metrics.views = views
        return (Telemetry(configuration: configuration), exporter)
    }

    /// Records 1.5 into a counter, a histogram, an exponential one and a gauge, in a span; returns the span's context.
    private func recordInSpan(_ telemetry: Telemetry) -> SpanContext? {
        let bound = RecordingMetrics.Bound(telemetry)
        let span = telemetry.tracer.startSpan(
            "work",
            context: .topLevel,
            ofKind: .internal,
            at: DefaultTracerClock().now,
            function: #function,
            file: #fileID,
            line: #line
        )
        defer { span.end() }
        InstrumentationContext.$current.withValue(span.context) {
            bound.record {
                let attributes: Attributes = ["kept": 1, "left.out": 2]
                FloatingPointCounter(.counter("c")).add(1.5, attributes: attributes)
                Histogram(.histogram("h", boundaries: [1])).record(1.5, attributes: attributes)
                Histogram(.histogram("e")).record(1.5, attributes: attributes)
                Gauge(.gauge("g")).record(1.5, attributes: attributes)
            }
        }
        return span.context.spanContext
    }

    private let exponential = View("e", aggregation: .exponentialBuckets())

    @Test func anExemplarHasTheValueTheTimeAndTheIDsOfTheActiveSpan() async throws {
        let (telemetry, exporter) = telemetry(views: [exponential])
        let before = Clocks.wall()
        let context = try #require(recordInSpan(telemetry))
        let after = Clocks.wall()
        await telemetry.forceFlush()
        for name in ["c", "h", "e", "g"] {
            let exemplar = try #require(exporter.metric(name)?.exemplars.first, "\(name)")
            #expect(exemplar.value == .double(1.5))
            #expect((before...after).contains(exemplar.timeUnixNano))
            #expect(TraceID(hex: exemplar.traceID.hex) == context.traceID)
            #expect(SpanID(hex: exemplar.spanID.hex) == context.spanID)
            #expect(exemplar.filteredAttributes.isEmpty)
        }
    }

    @Test func anExemplarKeepsTheAttributesThatAViewLeavesOut() async throws {
        let (telemetry, exporter) = telemetry(views: [View("c", attributes: .keeping("kept"))])
        _ = recordInSpan(telemetry)
        await telemetry.forceFlush()
        let metric = try #require(exporter.metric("c"))
        #expect(metric.numbers.first?.attributes.values == ["kept": .int(1)])
        #expect(metric.exemplars.first?.filteredAttributes.values == ["left.out": .int(2)])
    }

    @Test func withoutASampledSpanThereIsNoExemplar() async {
        let (telemetry, exporter) = telemetry(sampler: .alwaysOff)
        _ = recordInSpan(telemetry)
        RecordingMetrics.Bound(telemetry).record { Counter(.counter("outside")).add(1) }
        await telemetry.forceFlush()
        #expect(exporter.metric("c") != nil)
        #expect(exporter.metric("outside") != nil)
        #expect(exporter.metrics.flatMap(\.exemplars).isEmpty)
    }

    @Test func alwaysOnTakesMeasurementsOutsideOfSpans() async {
        let (telemetry, exporter) = telemetry(.alwaysOn)
        RecordingMetrics.Bound(telemetry).record { Counter(.counter("outside")).add(7) }
        await telemetry.forceFlush()
        let exemplars = exporter.metrics.flatMap(\.exemplars)
        #expect(exemplars.map(\.value) == [.int(7)])
        #expect(exemplars.first?.traceID == [])
        #expect(exemplars.first?.spanID == [])
    }

    @Test func alwaysOffTakesNone() async {
        let (telemetry, exporter) = telemetry(.alwaysOff)
        _ = recordInSpan(telemetry)
        await telemetry.forceFlush()
        #expect(exporter.metrics.count == 4)
        #expect(exporter.metrics.flatMap(\.exemplars).isEmpty)
    }

    @Test func aHistogramHasTheLastExemplarOfEachBucket() async {
        let (telemetry, exporter) = telemetry(.alwaysOn)
        let histogram = Histogram(.histogram("h", boundaries: [1, 2]))
        RecordingMetrics.Bound(telemetry).record {
            for value in [0.1, 0.2, 1.5, 5, 6] { histogram.record(value) }
        }
        await telemetry.forceFlush()
        #expect(exporter.metric("h")?.exemplars.map(\.value) == [.double(0.2), .double(1.5), .double(6)])
    }

    @Test func exemplarsAreOfTheMeasurementsSinceTheLastCollection() async {
        let (telemetry, exporter) = telemetry(.alwaysOn)
        RecordingMetrics.Bound(telemetry).record { Counter(.counter("c")).add(1) }
        await telemetry.forceFlush()
        exporter.reset()
        await telemetry.forceFlush()
        #expect(exporter.metric("c")?.value == .int(1))
        #expect(exporter.metric("c")?.exemplars.isEmpty == true)
    }

    @Test func anExponentialHistogramHasTwentyExemplarsAndASumHasOne() async {
        let (telemetry, exporter) = telemetry(.alwaysOn, views: [exponential])
        let histogram = Histogram(.histogram("e"))
        let counter = Counter(.counter("c"))
        RecordingMetrics.Bound(telemetry).record {
            for value in 1...100 {
                histogram.record(value)
                counter.add(value)
            }
        }
        await telemetry.forceFlush()
        #expect(exporter.metric("e")?.exemplars.count == 20)
        #expect(exporter.metric("c")?.exemplars.count == 1)
    }

    /// Each of 10 measurements is as likely to be among the 2 that are kept.
    @Test func theSimpleReservoirChoosesEvenly() {
        var chosen = Array(repeating: 0, count: 10)
        let reservoir = SimpleFixedSizeExemplarReservoir(size: 2)
        let rounds = 5000
        for _ in 0..<rounds {
            for value in 0..<10 { reservoir.offer(.int(Int64(value)), at: 1, attributes: [:], context: nil) }
            for exemplar in reservoir.collect(pointAttributes: [:]) {
                if case .int(let value) = exemplar.value { chosen[Int(value)] += 1 }
            }
        }
        // 1000 of each are expected, with a standard deviation of 28: seven of them are exceeded once in 10^11 runs.
        #expect(chosen.allSatisfy { abs($0 - rounds / 5) < 200 }, "\(chosen)")
    }

    @Test func aViewGivesAReservoirThatSeesWholeMeasurements() async throws {
        let reservoir = CountingReservoir()
        let (telemetry, exporter) = telemetry(
            views: [View("c", attributes: .keeping("kept"), exemplarReservoir: { reservoir })]
        )
        let context = try #require(recordInSpan(telemetry))
        await telemetry.forceFlush()
        let offered = try #require(reservoir.offered.withLock { $0.first })
        #expect(offered.value == .double(1.5))
        #expect(offered.attributes == ["kept": 1, "left.out": 2])
        #expect(offered.context?.spanContext == context)
        #expect(offered.time > 0)
        #expect(exporter.metric("c")?.exemplars.map(\.value) == [.int(42)])
    }
}

private final class CountingReservoir: ExemplarReservoir {
    typealias Offer = (value: OTLP.Number, time: UInt64, attributes: Attributes, context: InstrumentationContext?)
    let offered = Mutex<[Offer]>([])

    func offer(_ value: OTLP.Number, at time: UInt64, attributes: Attributes, context: InstrumentationContext?) {
        offered.withLock { $0.append((value, time, attributes, context)) }
    }

    func collect(pointAttributes: Attributes) -> [OTLP.Exemplar] {
        [OTLP.Exemplar(timeUnixNano: 1, value: .int(42))]
    }
}

extension [UInt8] {
    fileprivate var hex: String {
        map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0\(digits)" : digits
        }.joined()
    }
}
