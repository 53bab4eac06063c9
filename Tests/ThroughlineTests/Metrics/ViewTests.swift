import MetricRecording
import OTLP
import SpanRecording
import Testing

@testable import Throughline

@Suite struct ViewTests {
    /// Records 1 and 5 into an instrument of each kind, under these views.
    private func collect(
        _ views: [View],
        _ change: (inout Configuration.Metrics) -> Void = { _ in }
    ) async -> (metrics: [OTLP.Metric], warnings: [String]) {
        let metrics = RecordingMetrics {
            $0.views = views
            change(&$0)
        }
        let scope = InstrumentationScope(name: "Driver", version: "1.2", schemaURL: "https://example.org/1")
        metrics.record {
            let counter = Counter(.counter("shop.orders", unit: "{order}", description: "Orders."), scope: scope)
            let histogram = Histogram(.histogram("shop.sizes", unit: "By"), scope: scope)
            for value in [1, 5] {
                counter.add(value, attributes: ["brand": "visa", "user": .int(Int64(value))])
                histogram.record(value, attributes: ["brand": "visa", "user": .int(Int64(value))])
            }
            Gauge(.gauge("pool.size"), scope: scope).record(3)
        }
        return (await metrics.metrics(), metrics.warnings)
    }

    @Test func aViewRenamesAndDescribes() async throws {
        let (metrics, warnings) = await collect([
            View("shop.orders", name: "orders.paid", description: "Paid orders.")
        ])
        #expect(metrics.map(\.name) == ["orders.paid", "shop.sizes", "pool.size"])
        #expect(metrics.first?.description == "Paid orders.")
        #expect(metrics.first?.unit == "{order}")
        #expect(warnings.isEmpty)
    }

    @Test func aViewDropsAnInstrument() async {
        let (metrics, _) = await collect([View("shop.*", aggregation: .drop)])
        #expect(metrics.map(\.name) == ["pool.size"])
    }

    @Test func everythingCanBeDroppedButWhatAnotherViewKeeps() async {
        let (metrics, _) = await collect([View("*", aggregation: .drop), View("pool.size")])
        #expect(metrics.map(\.name) == ["pool.size"])
    }

    @Test func aViewKeepsSomeAttributes() async {
        let (metrics, _) = await collect([View("shop.orders", attributes: .keeping("brand"))])
        #expect(metrics.first?.values == [["brand": .string("visa")]: .int(6)])
    }

    @Test func aViewLeavesSomeAttributesOut() async {
        let (metrics, _) = await collect([View("shop.orders", attributes: .excluding("user"))])
        #expect(metrics.first?.values == [["brand": .string("visa")]: .int(6)])
    }

    @Test func aViewBeatsTheAttributesThatTheInstrumentAdvises() async {
        let metrics = RecordingMetrics { $0.views = [View("c", attributes: .keeping("b"))] }
        metrics.record { Counter(.counter("c"), attributeKeys: ["a"]).add(1, attributes: ["a": 1, "b": 2]) }
        #expect(await metrics.metric("c")?.values == [["b": .int(2)]: .int(1)])
    }

    @Test func aViewGivesOtherBuckets() async {
        let (metrics, _) = await collect([
            View("shop.sizes", attributes: .keeping(), aggregation: .explicitBuckets(boundaries: [2]))
        ])
        let point = metrics.first { $0.name == "shop.sizes" }?.distribution
        #expect(point?.explicitBounds == [2])
        #expect(point?.bucketCounts == [1, 1])
        #expect(point?.max == 5)
    }

    @Test func boundariesAreBroughtIntoOrderAndMinAndMaxCanBeLeftOut() async {
        let aggregation = Aggregation.explicitBuckets(boundaries: [4, .nan, 2, 2, .infinity], recordsMinMax: false)
        let (metrics, _) = await collect([View("shop.sizes", attributes: .keeping(), aggregation: aggregation)])
        let point = metrics.first { $0.name == "shop.sizes" }?.distribution
        #expect(point?.explicitBounds == [2, 4])
        #expect(point?.bucketCounts == [1, 0, 1])
        #expect(point?.min == nil)
        #expect(point?.max == nil)
    }

    @Test func aViewMakesAHistogramExponential() async {
        let (metrics, _) = await collect([
            View("shop.sizes", attributes: .keeping(), aggregation: .exponentialBuckets(maxSize: 4))
        ])
        let point = metrics.first { $0.name == "shop.sizes" }?.exponentialHistogram?.dataPoints.first
        #expect(point?.count == 2)
        #expect(point?.sum == 6)
        #expect(point?.positive?.bucketCounts.count ?? 9 <= 4)
        #expect(point?.positive?.bucketCounts.reduce(0, +) == 2)
    }

    @Test func aViewMakesAHistogramASum() async {
        let (metrics, _) = await collect([View("shop.sizes", attributes: .keeping(), aggregation: .sum)])
        #expect(metrics.first { $0.name == "shop.sizes" }?.value == .int(6))
    }

    @Test func aHistogramOfWhatCanShrinkHasNoSum() async {
        let metrics = RecordingMetrics { $0.views = [View("g", aggregation: .explicitBuckets(boundaries: [0]))] }
        metrics.record { Gauge(.gauge("g")).record(-1) }
        let point = await metrics.metric("g")?.distribution
        #expect(point?.bucketCounts == [1, 0])
        #expect(point?.sum == nil)
    }

    @Test func theLastValueIsForGaugesAndTheViewIsElseIgnored() async {
        let (metrics, warnings) = await collect([View("*", aggregation: .lastValue)])
        #expect(metrics.map(\.name) == ["shop.orders", "shop.sizes", "pool.size"])
        #expect(metrics.first?.sum != nil)
        #expect(metrics.last?.gauge != nil)
        #expect(warnings.count == 2)
    }

    @Test func severalViewsMakeSeveralMetricsOfOneInstrument() async {
        let (metrics, warnings) = await collect([
            View("shop.orders", name: "by.brand", attributes: .keeping("brand")),
            View("shop.orders", name: "all", attributes: .keeping()),
        ])
        #expect(metrics.prefix(2).map(\.name) == ["by.brand", "all"])
        #expect(metrics.prefix(2).map(\.value) == [.int(6), .int(6)])
        #expect(warnings.isEmpty)
    }

    @Test func twoMetricsOfOneNameAreWarnedOf() async {
        let (metrics, warnings) = await collect([View("shop.orders", name: "shop.sizes")])
        #expect(metrics.map(\.name) == ["shop.sizes", "shop.sizes", "pool.size"])
        #expect(warnings.count == 1)
    }

    @Test func aViewOfSeveralInstrumentsDoesNotRename() async {
        let (metrics, warnings) = await collect([View("shop.*", name: "same")])
        #expect(metrics.map(\.name) == ["shop.orders", "shop.sizes", "pool.size"])
        #expect(warnings.count == 1)
    }

    @Test func aViewHasALimitOfItsOwn() async throws {
        let (metrics, _) = await collect([View("shop.orders", cardinalityLimit: 2)])
        let values = try #require(metrics.first).values
        #expect(values.count == 2)
        #expect(values[["otel.metric.overflow": .bool(true)]] == .int(5))
    }

    @Test(arguments: [
        (View.Selector(), 3), (View.Selector(instrumentName: "*"), 3),
        (View.Selector(instrumentName: "SHOP.orders"), 1),
        (View.Selector(instrumentName: "shop.?????"), 1), (View.Selector(instrumentName: "shop.????"), 0),
        (View.Selector(kind: .counter), 1), (View.Selector(unit: "By"), 1), (View.Selector(meterName: "Driver"), 3),
        (View.Selector(meterName: "driver"), 0), (View.Selector(meterVersion: "1.2"), 3),
        (View.Selector(meterVersion: "1"), 0), (View.Selector(meterSchemaURL: "https://example.org/1"), 3),
        (View.Selector(instrumentName: "shop.*", kind: .histogram), 1),
        (View.Selector(instrumentName: "shop.*", kind: .gauge), 0),
    ])
    func aSelectorMatchesByEverythingItSays(selector: View.Selector, count: Int) async {
        let (metrics, _) = await collect([View(selector, aggregation: .drop)])
        #expect(metrics.count == 3 - count)
    }

    @Test func aReadersAggregationHoldsWhereNoViewSpeaks() async {
        let exporter = ChoosyMetricExporter()
        var configuration = Configuration(serviceName: "test")
        configuration.traces.exporters = []
        configuration.metrics.exporters = [.custom(exporter)]
        configuration.metrics.views = [View("viewed", aggregation: .explicitBuckets(boundaries: [1]))]
        let telemetry = Telemetry(configuration: configuration)
        let instruments = RecordingMetrics.Bound(telemetry)
        instruments.record {
            Histogram(.histogram("plain")).record(1)
            Histogram(.histogram("viewed")).record(1)
            let counter = Counter(.counter("c"))
            for number in 0..<10 { counter.add(1, attributes: ["key": .int(Int64(number))]) }
        }
        await telemetry.forceFlush()
        let metrics = exporter.memory.metrics
        #expect(metrics.first { $0.name == "plain" }?.exponentialHistogram != nil)
        #expect(metrics.first { $0.name == "viewed" }?.histogram != nil)
        let counter = metrics.first { $0.name == "c" }
        #expect(counter?.numbers.count == 3)
        #expect(counter?.sum?.aggregationTemporality == .delta)
    }
}

/// An exporter that wants histograms exponential, counters as deltas, and few series.
private struct ChoosyMetricExporter: MetricExporter {
    let memory = InMemoryMetricExporter()

    func export(_ batch: MetricBatch) async -> ExportOutcome { await memory.export(batch) }
    func temporality(for kind: InstrumentKind) -> Temporality { kind == .counter ? .delta : .cumulative }
    func aggregation(for kind: InstrumentKind) -> Aggregation { kind == .histogram ? .exponentialBuckets() : .default }
    func cardinalityLimit(for kind: InstrumentKind) -> Int? { kind == .counter ? 3 : nil }
}
