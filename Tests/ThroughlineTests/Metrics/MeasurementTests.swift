import MetricRecording
import OTLP
import SpanRecording
import Synchronization
import Testing

@testable import Throughline

@Suite struct MeasurementTests {
    @Test(arguments: [Double.nan, .infinity, -.infinity, .signalingNaN])
    func aValueThatIsNotFiniteHarmsNothingAndIsWarnedOfOnce(value: Double) async {
        let metrics = RecordingMetrics()
        let counter = FloatingPointCounter(.counter("c"))
        let histogram = Histogram(.histogram("h", boundaries: [1]))
        let gauge = Gauge(.gauge("g"))
        metrics.record {
            for measured in [1, value, value, 2] {
                counter.add(measured)
                histogram.record(measured)
                gauge.record(measured)
            }
        }
        let collected = await metrics.metrics()
        #expect(collected.first { $0.name == "c" }?.value == .double(3))
        #expect(collected.first { $0.name == "g" }?.value == .double(2))
        let distribution = collected.first { $0.name == "h" }?.distribution
        #expect(distribution?.bucketCounts == [1, 1])
        #expect(distribution?.sum == 3)
        #expect(distribution?.max == 2)
        #expect(metrics.warnings.count == 3)
    }

    @Test func aNegativeAmountDoesNotChangeACounterAndIsWarnedOfOnce() async {
        let metrics = RecordingMetrics()
        let counter = Counter(.counter("c"))
        let fractions = FloatingPointCounter(.counter("f"))
        metrics.record {
            for amount in [5, -1, -2] {
                counter.add(amount)
                fractions.add(Double(amount))
            }
        }
        let collected = await metrics.metrics()
        #expect(collected.map(\.value) == [.int(5), .double(5)])
        #expect(metrics.warnings.count == 2)
    }

    @Test func aSumBeyondAllIntegersDoesNotTrap() async {
        let metrics = RecordingMetrics()
        let counter = Counter(.counter("c"))
        metrics.record {
            counter.add(.max)
            counter.add(.max)
        }
        #expect(await metrics.metric("c") != nil)
    }

    @Test func aSumBeyondAllDoublesStaysFinite() async {
        let metrics = RecordingMetrics()
        let counter = FloatingPointCounter(.counter("c"))
        metrics.record {
            counter.add(.greatestFiniteMagnitude)
            counter.add(.greatestFiniteMagnitude)
        }
        #expect(await metrics.metric("c")?.value == .double(.greatestFiniteMagnitude))
    }

    /// Such attributes do not equal themselves, and would take a series each time.
    @Test(arguments: [AttributeValue.double(.nan), .doubles([1, .nan])])
    func attributesThatAreNoNumbersTakeNoRoomFromOthers(value: AttributeValue) async throws {
        let metrics = RecordingMetrics { $0.cardinalityLimit = 10 }
        let counter = Counter(.counter("c"))
        metrics.record {
            for _ in 0..<3000 { counter.add(1, attributes: ["key": value]) }
            counter.add(1, attributes: ["key": 1])
        }
        let values = try #require(await metrics.metric("c")).values
        #expect(values == [["key": .int(1)]: .int(1), ["otel.metric.overflow": .bool(true)]: .int(3000)])
    }

    @Test func whatManyThreadsRecordIsAllThere() async {
        let metrics = RecordingMetrics()
        let counter = Counter(.counter("c"))
        let fractions = FloatingPointCounter(.counter("f"))
        let histogram = Histogram(.histogram("h", boundaries: [1, 2]))
        let exponential = Histogram(.histogram("e"))
        let rounds = 2000
        let threads = 8
        await withTaskGroup(of: Void.self) { group in
            for thread in 0..<threads {
                group.addTask {
                    metrics.record {
                        for round in 0..<rounds {
                            let attributes: Attributes = ["key": .int(Int64(round % 100))]
                            counter.add(1, attributes: attributes)
                            fractions.add(0.5, attributes: attributes)
                            histogram.record(thread % 3)
                            exponential.record(round)
                        }
                    }
                }
            }
        }
        let collected = await metrics.metrics()
        func metric(_ name: String) -> OTLP.Metric? { collected.first { $0.name == name } }
        let each = threads * rounds / 100
        #expect(metric("c")?.values.count == 100)
        #expect(metric("c")?.values.values.allSatisfy { $0 == .int(Int64(each)) } == true)
        #expect(metric("f")?.values.values.allSatisfy { $0 == .double(Double(each) / 2) } == true)
        #expect(metric("h")?.distribution?.count == UInt64(threads * rounds))
        #expect(metric("h")?.distribution?.bucketCounts.reduce(0, +) == UInt64(threads * rounds))
        #expect(metric("e")?.distribution?.count == UInt64(threads * rounds))
    }

    /// Collections that take away and threads that add: nothing is counted twice, nothing is lost.
    @Test func whatIsRecordedWhileDeltasAreCollectedIsInExactlyOneOfThem() async {
        let metrics = RecordingMetrics(temporality: .delta)
        let counter = Counter(.counter("c"))
        let histogram = Histogram(.histogram("h", boundaries: [10]))
        let rounds = 20_000
        async let first: Void = add()
        async let second: Void = add()
        @Sendable func add() async {
            metrics.record {
                for _ in 0..<rounds {
                    counter.add(1)
                    histogram.record(1)
                }
            }
        }
        for _ in 0..<20 { await metrics.telemetry.forceFlush() }
        _ = await (first, second)
        await metrics.telemetry.forceFlush()
        let all = metrics.exporter.metrics
        let sum = all.filter { $0.name == "c" }.reduce(0) { sum, metric in
            guard case .int(let value) = metric.value else { return sum }
            return sum + Int(value)
        }
        #expect(sum == 2 * rounds)
        let count = all.filter { $0.name == "h" }.reduce(0) { $0 + ($1.distribution?.count ?? 0) }
        #expect(count == UInt64(2 * rounds))
    }

    @Test func instrumentsMadeByManyThreadsAtOnceAreOneMetric() async {
        let metrics = RecordingMetrics()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    metrics.record { Counter(.counter("c")).add(1, attributes: ["a": 1]) }
                }
            }
        }
        #expect(await metrics.metrics().map(\.value) == [.int(50)])
    }

    @Test func beyondTheLimitAllGoesIntoTheOverflowSeries() async throws {
        let metrics = RecordingMetrics { $0.cardinalityLimit = 10 }
        let counter = Counter(.counter("c"))
        metrics.record {
            for number in 0..<100 { counter.add(1, attributes: ["key": .int(Int64(number))]) }
            counter.add(1, attributes: ["key": 0])
            counter.add(1, attributes: ["key": 99])
        }
        let values = try #require(await metrics.metric("c")).values
        #expect(values.count == 10)
        #expect(values[["otel.metric.overflow": .bool(true)]] == .int(92))
        #expect(values[["key": .int(0)]] == .int(2))
        #expect(metrics.warnings.count == 1)
    }

    /// The instrument keeps some thousands of sets of attributes for a fast look-up; a view may make few series of many more.
    @Test func attributesThatAViewLeavesOutDoNotCountForTheLimit() async {
        let metrics = RecordingMetrics { $0.views = [View("c", attributes: .excluding("user"))] }
        let counter = Counter(.counter("c"))
        metrics.record {
            for number in 0..<5000 { counter.add(1, attributes: ["user": .int(Int64(number)), "kind": "x"]) }
        }
        #expect(await metrics.metric("c")?.values == [["kind": .string("x")]: .int(5000)])
        #expect(metrics.warnings.isEmpty)
    }
}
