import MetricRecording
import OTLP
import SemanticConventions
import SpanRecording
import Testing

@testable import Throughline

@Suite struct MetricInstrumentTests {
    @Test func aCounterIsAMonotonicSumWithNameUnitDescriptionAndScope() async throws {
        let metrics = RecordingMetrics()
        let scope = InstrumentationScope(
            name: "Driver",
            version: "1.2",
            schemaURL: "https://example.org/1",
            attributes: ["tenant": "a"]
        )
        let counter = Counter(
            .counter("shop.orders", unit: "{order}", description: "Orders that were paid."),
            scope: scope
        )
        metrics.record {
            counter.add(2, attributes: ["shop.card.brand": "visa"])
            counter.add(3, attributes: ["shop.card.brand": "visa"])
            counter.add(1, attributes: ["shop.card.brand": "amex"])
        }
        let scopes = await metrics.scopes()
        #expect(scopes.count == 1)
        #expect(scopes.first?.scope?.name == "Driver")
        #expect(scopes.first?.scope?.version == "1.2")
        #expect(scopes.first?.scope?.attributes.values == ["tenant": .string("a")])
        #expect(scopes.first?.schemaURL == "https://example.org/1")
        let resourceMetrics = try #require(metrics.exporter.requests.first?.resourceMetrics.first)
        #expect(resourceMetrics.schemaURL == metrics.telemetry.resource.schemaURL)
        #expect(!resourceMetrics.schemaURL.isEmpty)
        let metric = try #require(scopes.first?.metrics.first)
        #expect(metric.name == "shop.orders")
        #expect(metric.unit == "{order}")
        #expect(metric.description == "Orders that were paid.")
        #expect(metric.sum?.isMonotonic == true)
        #expect(metric.sum?.aggregationTemporality == .cumulative)
        #expect(
            metric.values == [
                ["shop.card.brand": .string("visa")]: .int(5), ["shop.card.brand": .string("amex")]: .int(1),
            ]
        )
    }

    @Test func attributesKeepTheirTypes() async {
        let metrics = RecordingMetrics()
        metrics.record {
            Counter(.counter("c")).add(1, attributes: ["i": 1, "d": 1.5, "b": true, "s": "x", "l": .strings(["y"])])
        }
        let metric = await metrics.metric("c")
        #expect(
            metric?.values.keys.first == [
                "i": .int(1), "d": .double(1.5), "b": .bool(true), "s": .string("x"), "l": .array([.string("y")]),
            ]
        )
    }

    @Test func theOrderOfAttributesDoesNotMatter() async {
        let metrics = RecordingMetrics()
        let counter = Counter(.counter("c"))
        metrics.record {
            counter.add(1, attributes: ["a": 1, "b": 2])
            counter.add(1, attributes: ["b": 2, "a": 1])
        }
        #expect(await metrics.metric("c")?.value == .int(2))
    }

    @Test func theModuleThatMakesAnInstrumentIsItsScope() async {
        let metrics = RecordingMetrics()
        metrics.record { Counter(.counter("c")).add(1) }
        #expect(await metrics.scopes().map { $0.scope?.name } == ["ThroughlineTests"])
    }

    @Test func aFloatingPointCounterAddsFractions() async {
        let metrics = RecordingMetrics()
        let counter = FloatingPointCounter(.counter("c", unit: "s"))
        metrics.record {
            counter.add(0.25)
            counter.add(0.5)
        }
        #expect(await metrics.metric("c")?.value == .double(0.75))
    }

    @Test func anUpDownCounterIsASumThatIsNotMonotonic() async {
        let metrics = RecordingMetrics()
        let counter = UpDownCounter(.upDownCounter("c"))
        let series = metrics.record { counter.series([:]) }
        series?.add(3)
        series?.add(-5)
        let metric = await metrics.metric("c")
        #expect(metric?.value == .int(-2))
        #expect(metric?.sum?.isMonotonic == false)
    }

    @Test func aGaugeHasItsLastValue() async {
        let metrics = RecordingMetrics()
        let gauge = Gauge(.gauge("g"))
        metrics.record {
            gauge.record(4)
            gauge.record(2.5)
        }
        let metric = await metrics.metric("g")
        #expect(metric?.gauge != nil)
        #expect(metric?.value == .double(2.5))
    }

    @Test func aHistogramCountsInTheBucketsThatTheInstrumentAdvises() async {
        let metrics = RecordingMetrics()
        let histogram = Histogram(.histogram("h", boundaries: [1, 2, 4]))
        metrics.record {
            for value in [0.5, 1, 1.5, 2, 4, 4.5] { histogram.record(value) }
        }
        let point = await metrics.metric("h")?.distribution
        #expect(point?.explicitBounds == [1, 2, 4])
        #expect(point?.bucketCounts == [2, 2, 1, 1])
        #expect(point?.count == 6)
        #expect(point?.sum == 13.5)
        #expect(point?.min == 0.5)
        #expect(point?.max == 4.5)
    }

    @Test func aHistogramWithoutAdviceHasOpenTelemetrysBoundaries() async {
        let metrics = RecordingMetrics()
        metrics.record { Histogram(.histogram("h")).record(7) }
        let point = await metrics.metric("h")?.distribution
        #expect(
            point?.explicitBounds == [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000]
        )
        #expect(point?.bucketCounts[2] == 1)
    }

    @Test(arguments: [("s", 0.25), ("ms", 250), ("us", 250_000)])
    func aDurationIsRecordedInTheDescriptorsUnit(unit: String, expected: Double) async {
        let metrics = RecordingMetrics()
        metrics.record { DurationHistogram(.histogram("d", unit: unit)).record(.milliseconds(250)) }
        #expect(await metrics.metric("d")?.distribution?.sum == expected)
    }

    @Test func aBoundSeriesRecordsWithoutItsAttributesBeingSaidAgain() async {
        let metrics = RecordingMetrics()
        let counter = Counter(.counter("c"))
        let series = metrics.record { counter.series(["a": 1]) }
        series?.add(1)
        series?.add(1)
        #expect(await metrics.metric("c")?.values == [["a": .int(1)]: .int(2)])
    }

    @Test func aSeriesThatWasNeverRecordedIntoIsNotExported() async {
        let metrics = RecordingMetrics()
        let counter = Counter(.counter("c"))
        _ = metrics.record { counter.series(["a": 1]) }
        #expect(await metrics.metrics().isEmpty)
    }

    @Test func advisedAttributeKeysLeaveTheOthersOut() async {
        let metrics = RecordingMetrics()
        let counter = Counter(.counter("c"), attributeKeys: ["a"])
        metrics.record {
            counter.add(1, attributes: ["a": 1, "b": 1])
            counter.add(1, attributes: ["a": 1, "b": 2])
        }
        #expect(await metrics.metric("c")?.values == [["a": .int(1)]: .int(2)])
    }

    @Test func twoInstrumentsOfOneNameInDifferentScopesAreTwoMetrics() async {
        let metrics = RecordingMetrics()
        metrics.record {
            Counter(.counter("c"), scope: InstrumentationScope(name: "one")).add(1)
            Counter(.counter("c"), scope: InstrumentationScope(name: "two")).add(2)
        }
        let scopes = await metrics.scopes()
        #expect(scopes.map { $0.scope?.name } == ["one", "two"])
        #expect(scopes.map { $0.metrics.first?.value } == [.int(1), .int(2)])
        #expect(metrics.warnings.isEmpty)
    }

    @Test func theSameInstrumentMadeTwiceIsOneMetric() async {
        let metrics = RecordingMetrics()
        metrics.record {
            Counter(.counter("c")).add(1)
            Counter(.counter("c")).add(2)
        }
        #expect(await metrics.metrics().map(\.value) == [.int(3)])
        #expect(metrics.warnings.isEmpty)
    }

    @Test func aDuplicateOfAnotherUnitWorksAndIsWarnedOf() async {
        let metrics = RecordingMetrics()
        metrics.record {
            Counter(.counter("c", unit: "By")).add(1)
            Counter(.counter("c", unit: "s")).add(2)
        }
        #expect(await metrics.metrics().map(\.value) == [.int(1), .int(2)])
        #expect(metrics.warnings.count == 1)
        #expect(metrics.warnings.first?.contains("unit") == true)
    }

    @Test func aDuplicateOfAnotherKindWorksAndIsWarnedOf() async {
        let metrics = RecordingMetrics()
        metrics.record {
            Counter(.counter("c")).add(1)
            Gauge(.gauge("c")).record(2)
        }
        #expect(await metrics.metrics().map(\.value) == [.int(1), .double(2)])
        #expect(metrics.warnings.count == 1)
    }

    @Test func ofTwoSpellingsOfANameTheFirstCounts() async {
        let metrics = RecordingMetrics()
        metrics.record {
            Counter(.counter("shop.Orders")).add(1)
            Counter(.counter("Shop.orders")).add(2)
        }
        let collected = await metrics.metrics()
        #expect(collected.map(\.name) == ["shop.Orders"])
        #expect(collected.map(\.value) == [.int(3)])
        #expect(metrics.warnings.count == 1)
    }

    @Test(arguments: ["", "1st", "with space", "ünïcode", String(repeating: "a", count: 256)])
    func anInvalidNameMakesAWorkingInstrumentAndOneWarning(name: String) async {
        let metrics = RecordingMetrics()
        let counter = Counter(.counter(name))
        metrics.record {
            counter.add(1)
            counter.add(1)
        }
        let metric = await metrics.metric(name)
        #expect(metric?.value == .int(2))
        #expect(metrics.warnings.count == 1)
    }

    @Test(arguments: ["a", "a.b-c_d/e9", String(repeating: "a", count: 255)])
    func aValidNameIsNotWarnedOf(name: String) async {
        let metrics = RecordingMetrics()
        metrics.record { Counter(.counter(name)).add(1) }
        #expect(await metrics.metric(name)?.value == .int(1))
        #expect(metrics.warnings.isEmpty)
    }

    @Test func aUnitThatIsNotOneIsLeftOutAndWarnedOf() async {
        let metrics = RecordingMetrics()
        metrics.record { Counter(.counter("c", unit: String(repeating: "x", count: 64))).add(1) }
        #expect(await metrics.metric("c")?.unit == "")
        #expect(metrics.warnings.count == 1)
    }

    @Test func aDescriptionMayBeLongAndInAnyScript() async {
        let metrics = RecordingMetrics()
        let description = String(repeating: "測", count: 1023)
        metrics.record { Counter(.counter("c", description: description)).add(1) }
        #expect(await metrics.metric("c")?.description == description)
    }

    @Test func instrumentsMadeUpWithoutEndAreBounded() async {
        let metrics = RecordingMetrics()
        metrics.record {
            for number in 0..<(MetricRegistry.instrumentLimit + 100) { Counter(.counter("c\(number)")).add(1) }
        }
        #expect(await metrics.metrics().count == MetricRegistry.instrumentLimit)
        #expect(metrics.warnings.count == 1)
    }

    @Test func anEmptyScopeNameWorksAndIsKept() async {
        let metrics = RecordingMetrics()
        metrics.record { Counter(.counter("c"), scope: InstrumentationScope(name: "")).add(1) }
        let scopes = await metrics.scopes()
        #expect(scopes.map { $0.scope?.name } == [""])
        #expect(scopes.first?.metrics.first?.value == .int(1))
    }

    @Test func theResourceStandsOverAllMetrics() async throws {
        let metrics = RecordingMetrics()
        metrics.record { Counter(.counter("c")).add(1) }
        await metrics.telemetry.forceFlush()
        let resource = try #require(metrics.exporter.requests.first?.resourceMetrics.first?.resource)
        #expect(resource.attributes["service.name"] == .string("test"))
    }
}
