import OTLP
import Testing

@testable import ThroughlineViewer

@Suite struct MetricStoreTests {
    private func attribute(_ key: String, _ value: AnyValue) -> KeyValue { KeyValue(key: key, value: value) }

    private func values(_ series: MetricSeries) -> [Int64] {
        series.points.map { point in
            if case .number(let point) = point, case .int(let value) = point.value { value } else { -1 }
        }
    }

    @Test func `The last values of a series are kept`() throws {
        let store = MetricStore(limits: MetricStore.Limits(maxPoints: 3))
        for value in 1...5 as ClosedRange<Int64> {
            store.insert([resourceMetrics([gauge("depth", value, at: UInt64(value))])])
        }
        let series = try #require(store.series().first)
        #expect(values(series) == [3, 4, 5])
        #expect(store.statistics.series == 1)
    }

    @Test func `Attributes tell series apart, and their order does not`() {
        let store = MetricStore()
        let (a, b) = (attribute("a", 1), attribute("b", 2))
        store.insert([
            resourceMetrics([gauge("depth", 1, [a, b]), gauge("depth", 2, [b, a]), gauge("depth", 3, [a])])
        ])
        let series = store.series(named: "depth")
        #expect(series.map(values).sorted { $0.count > $1.count } == [[1, 2], [3]])
        #expect(Set(series.map(\.attributes)) == [[a, b], [a]])
    }

    @Test func `Service, scope, unit and kind tell series apart`() {
        let store = MetricStore()
        var otherUnit = gauge("depth", 1)
        otherUnit.unit = "s"
        let sum = Metric(
            name: "depth",
            unit: "1",
            data: .sum(Sum(dataPoints: [NumberDataPoint(value: .int(1))], aggregationTemporality: .delta))
        )
        store.insert([resourceMetrics([gauge("depth", 1), otherUnit, sum])])
        store.insert([resourceMetrics([gauge("depth", 1)], resource: "payments")])
        var otherScope = resourceMetrics([gauge("depth", 1)])
        otherScope.scopeMetrics[0].scope = InstrumentationScope(name: "other")
        store.insert([otherScope])
        #expect(store.statistics.series == 5)
    }

    @Test func `Series that nothing comes to make room for others`() {
        let store = MetricStore(limits: MetricStore.Limits(maxSeries: 20))
        for number in 1...1_000 {
            store.insert([resourceMetrics([gauge("used", Int64(number)), gauge("once.\(number)", 1)])])
            #expect(store.statistics.series <= 20)
        }
        #expect(store.series(named: "used").map(values).first?.last == 1_000)
        #expect(store.statistics.evictedSeries + store.statistics.series == 1_001)
    }

    @Test func `Memory stays below the limit`() {
        let store = MetricStore(limits: MetricStore.Limits(maxSeries: .max, maxPoints: 5, maxBytes: 200_000))
        for number in 1...3_000 {
            let text = AnyValue.string(String(repeating: "x", count: number % 5_000))
            store.insert([resourceMetrics([gauge("depth.\(number % 100)", 1, [attribute("text", text)])])])
            #expect(store.statistics.bytes <= 200_000)
        }
        let huge = AnyValue.string(String(repeating: "x", count: 300_000))
        let insertion = store.insert([resourceMetrics([gauge("huge", 1, [attribute("text", huge)])])])
        #expect(insertion.rejected == [.storeFull: 1])
    }

    @Test func `Numbers that are none do no harm`() {
        let store = MetricStore()
        let point = NumberDataPoint(value: .double(.nan), attributes: [attribute("nan", .double(.nan))])
        for _ in 1...10 {
            store.insert([resourceMetrics([Metric(name: "nan", data: .gauge(Gauge(dataPoints: [point])))])])
        }
        #expect(store.series(named: "nan").allSatisfy { $0.last != nil })
    }

    @Test func `Who waits is told of what comes`() async {
        let store = MetricStore()
        async let isThere = store.wait(timeout: .seconds(30)) { !$0.series(named: "depth").isEmpty }
        store.insert([resourceMetrics([gauge("depth", 1)])])
        #expect(await isThere)
    }
}
