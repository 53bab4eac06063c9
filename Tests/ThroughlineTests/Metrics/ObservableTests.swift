import Dispatch
import MetricRecording
import OTLP
import SpanRecording
import Synchronization
import TestSupport
import Testing

@testable import Throughline

@Suite struct ObservableTests {
    /// A value that a callback reads, and a test changes.
    private final class Level: Sendable {
        let value: Mutex<Int>
        init(_ value: Int) { self.value = Mutex(value) }
        var now: Int {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }

    @Test func anObservableCounterSaysItsWholeSum() async {
        let metrics = RecordingMetrics()
        let level = Level(3)
        let counter = metrics.record {
            ObservableCounter(.counter("c")) { $0.observe(level.now, attributes: ["a": 1]) }
        }
        let first = await metrics.metric("c")
        level.now = 10
        let second = await metrics.metric("c")
        #expect(first?.values == [["a": .int(1)]: .int(3)])
        #expect(first?.sum?.isMonotonic == true)
        #expect(second?.value == .int(10))
        #expect(first?.numbers.first?.startTimeUnixNano == second?.numbers.first?.startTimeUnixNano)
        counter.cancel()
    }

    @Test func underDeltaAnObservableCounterSaysWhatCameToIt() async {
        let metrics = RecordingMetrics(temporality: .delta)
        let level = Level(3)
        let counter = metrics.record { ObservableCounter(.counter("c")) { $0.observe(level.now) } }
        let first = await metrics.metric("c")
        level.now = 10
        let second = await metrics.metric("c")
        level.now = 4  // what is observed has begun anew
        let third = await metrics.metric("c")
        #expect([first, second, third].map { $0?.value } == [.int(3), .int(7), .int(4)])
        #expect(second?.numbers.first?.startTimeUnixNano == first?.numbers.first?.timeUnixNano)
        counter.cancel()
    }

    @Test func underLowMemoryAnObservableCounterStaysCumulative() async {
        let metrics = RecordingMetrics(temporality: .lowMemory)
        let counter = metrics.record { ObservableCounter(.counter("c")) { $0.observe(3) } }
        _ = await metrics.metric("c")
        let metric = await metrics.metric("c")
        #expect(metric?.value == .int(3))
        #expect(metric?.sum?.aggregationTemporality == .cumulative)
        counter.cancel()
    }

    @Test func anObservableUpDownCounterIsNotMonotonic() async {
        let metrics = RecordingMetrics()
        let counter = metrics.record {
            ObservableUpDownCounter(.upDownCounter("c"), isFloatingPoint: true) { $0.observe(-1.5) }
        }
        let metric = await metrics.metric("c")
        #expect(metric?.value == .double(-1.5))
        #expect(metric?.sum?.isMonotonic == false)
        counter.cancel()
    }

    @Test func anObservableGaugeCanBeAskedAsynchronously() async {
        actor Pool { var size: Double { 7 } }
        let metrics = RecordingMetrics()
        let pool = Pool()
        let gauge = metrics.record { ObservableGauge(.gauge("g")) { await $0.observe(pool.size) } }
        let metric = await metrics.metric("g")
        #expect(metric?.gauge != nil)
        #expect(metric?.value == .double(7))
        gauge.cancel()
    }

    @Test func aSeriesThatIsNotObservedIsNotExported() async {
        let metrics = RecordingMetrics()
        let level = Level(2)
        let gauge = metrics.record {
            ObservableGauge(.gauge("g")) { observations in
                for number in 0..<level.now { observations.observe(1, attributes: ["key": .int(Int64(number))]) }
            }
        }
        #expect(await metrics.metric("g")?.numbers.count == 2)
        level.now = 1
        #expect(await metrics.metric("g")?.numbers.count == 1)
        gauge.cancel()
    }

    @Test func anObservableThatIsCancelledOrGoneIsNotAsked() async {
        let metrics = RecordingMetrics()
        let asked = Level(0)
        let cancelled = metrics.record { ObservableGauge(.gauge("g")) { _ in asked.now += 1 } }
        cancelled.cancel()
        do {
            let gone = metrics.record { ObservableGauge(.gauge("g")) { _ in asked.now += 1 } }
            withExtendedLifetime(gone) {}
        }
        #expect(await metrics.metrics().isEmpty)
        #expect(asked.now == 0)
    }

    @Test func ofOneInstrumentSeveralObserversAreAsked() async {
        let metrics = RecordingMetrics()
        let gauges = metrics.record {
            (0..<2).map { number in
                ObservableGauge(.gauge("g"), scope: nil) { $0.observe(1, attributes: ["pool": .int(Int64(number))]) }
            }
        }
        #expect(await metrics.metric("g")?.numbers.count == 2)
        withExtendedLifetime(gauges) {}
    }

    @Test func aCallbackThatThrowsCostsNobodyElseAValue() async {
        struct Failure: Error {}
        let metrics = RecordingMetrics()
        let gauges = metrics.record {
            [
                ObservableGauge(.gauge("bad")) { observations in
                    observations.observe(1)
                    throw Failure()
                },
                ObservableGauge(.gauge("good")) { $0.observe(1) },
            ]
        }
        #expect(await metrics.metrics().map(\.name) == ["good"])
        #expect(metrics.warnings.count == 1)
        withExtendedLifetime(gauges) {}
    }

    /// It blocks a thread that is not Swift's, until the test is over.
    @Test func aCallbackThatBlocksCostsNobodyElseAValueAndIsNotAskedTwice() async {
        let metrics = RecordingMetrics { $0.observationTimeout = .seconds(2) }
        let asked = Level(0)
        let end = DispatchSemaphore(value: 0)
        defer { end.signal() }
        let gauges = metrics.record {
            [
                ObservableGauge(.gauge("blocked")) { observations in
                    observations.observe(1)
                    asked.now += 1
                    end.waitOffPool()
                },
                ObservableGauge(.gauge("good")) { $0.observe(1) },
            ]
        }
        #expect(await metrics.metrics().map(\.name) == ["good"])
        #expect(await metrics.metrics().map(\.name) == ["good"])
        #expect(asked.now == 1)
        withExtendedLifetime(gauges) {}
    }

    @Test func readersThatCollectAtTheSameTimeAllGetWhatIsObserved() async {
        let other = InMemoryMetricExporter()
        let metrics = RecordingMetrics { $0.exporters += [.custom(other), .prometheus] }
        let gauge = metrics.record {
            ObservableGauge(.gauge("g")) { observations in
                for _ in 0..<100 { await Task.yield() }
                observations.observe(1)
            }
        }
        let rounds = 20
        let pulled = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<rounds {
                await metrics.telemetry.forceFlush()
                group.addTask { await metrics.telemetry.collectMetrics().scopeMetrics.count }
            }
            return await group.reduce(0, +)
        }
        await metrics.telemetry.shutdown()
        #expect(pulled == rounds)
        #expect(metrics.exporter.metrics.count == rounds + 1)
        #expect(other.metrics.count == rounds + 1)
        #expect(metrics.warnings.isEmpty)
        gauge.cancel()
    }

    @Test func whatIsCollectedWasObservedAfterItWasAskedFor() async {
        let metrics = RecordingMetrics { $0.exporters = [.prometheus] }
        let level = Level(1)
        let gate = Gate()
        let gauge = metrics.record {
            ObservableGauge(.gauge("g"), isFloatingPoint: false) { observations in
                let observed = level.now
                await gate.pass()
                observations.observe(observed)
            }
        }
        let telemetry = metrics.telemetry
        let first = Task { await telemetry.collectMetrics() }
        await gate.arrival()
        level.now = 2
        let second = Task { await telemetry.collectMetrics() }
        gate.open()
        let values = await [first.value, second.value].map { $0.scopeMetrics.first?.metrics.first?.value }
        #expect(values == [.int(1), .int(2)])
        gauge.cancel()
    }

    @Test func aDeltaThatWasNotObservedForOnceStartsWhereItsLastPointEnded() async throws {
        let metrics = RecordingMetrics(temporality: .delta)
        let level = Level(3)
        let counters = metrics.record {
            [
                ObservableCounter(.counter("c")) { if level.now > 0 { $0.observe(level.now) } },
                ObservableCounter(.counter("other")) { $0.observe(1) },
            ]
        }
        let first = try #require(await metrics.metric("c")?.numbers.first)
        level.now = 0
        #expect(await metrics.metric("c") == nil)
        level.now = 10
        let third = try #require(await metrics.metric("c")?.numbers.first)
        #expect(third.value == .int(7))
        #expect(third.startTimeUnixNano == first.timeUnixNano)
        withExtendedLifetime(counters) {}
    }

    @Test func aViewBringsObservedSeriesTogether() async {
        let metrics = RecordingMetrics { $0.views = [View("c", attributes: .keeping("a"))] }
        let counter = metrics.record {
            ObservableCounter(.counter("c")) { observations in
                observations.observe(1, attributes: ["a": 1, "b": 1])
                observations.observe(2, attributes: ["a": 1, "b": 2])
            }
        }
        #expect(await metrics.metric("c")?.values == [["a": .int(1)]: .int(3)])
        withExtendedLifetime(counter) {}
    }

    @Test func observedSeriesAreBounded() async throws {
        let metrics = RecordingMetrics { $0.cardinalityLimit = 5 }
        let counter = metrics.record {
            ObservableCounter(.counter("c")) { observations in
                for number in 0..<20 { observations.observe(1, attributes: ["key": .int(Int64(number))]) }
            }
        }
        let values = try #require(await metrics.metric("c")).values
        #expect(values.count == 5)
        #expect(values[["otel.metric.overflow": .bool(true)]] == .int(16))
        withExtendedLifetime(counter) {}
    }

    @Test func anObservableWhoseAggregationIsNotOneOfItsKindIsAsItIsWithoutTheView() async {
        let metrics = RecordingMetrics { $0.views = [View("g", aggregation: .explicitBuckets())] }
        let gauge = metrics.record { ObservableGauge(.gauge("g")) { $0.observe(2) } }
        #expect(await metrics.metric("g")?.value == .double(2))
        #expect(metrics.warnings.count == 1)
        withExtendedLifetime(gauge) {}
    }
}

extension DispatchSemaphore {
    /// Only where the thread is nobody else's.
    fileprivate func waitOffPool() { wait() }
}
