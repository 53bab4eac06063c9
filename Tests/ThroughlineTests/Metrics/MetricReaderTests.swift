import MetricRecording
import OTLP
import SpanRecording
import TestSupport
import Testing

@testable import Throughline

@Suite struct MetricReaderTests {
    private func telemetry(
        _ exporter: ScriptedMetricExporter,
        log: LogRecorder = LogRecorder(),
        _ change: (inout Configuration) -> Void = { _ in }
    ) -> Telemetry {
        var configuration = Configuration(serviceName: "test")
        configuration.traces.exporters = []
        configuration.metrics.exporters = [.custom(exporter)]
        configuration.metrics.exportInterval = .seconds(3600)
        change(&configuration)
        return Telemetry(configuration: configuration, logger: log.logger)
    }

    private func add(_ amount: Int, to telemetry: Telemetry, attributes: Attributes = [:]) {
        RecordingMetrics.Bound(telemetry).record { Counter(.counter("c")).add(amount, attributes: attributes) }
    }

    @Test func metricsAreExportedAtEveryInterval() async {
        let exporter = ScriptedMetricExporter()
        let telemetry = telemetry(exporter) { $0.metrics.exportInterval = .milliseconds(5) }
        add(1, to: telemetry)
        await exporter.calls(3)
        #expect(exporter.values.prefix(3) == [[.int(1)], [.int(1)], [.int(1)]])
        await telemetry.shutdown()
    }

    @Test func nothingIsExportedWhereNothingWasRecorded() async {
        let exporter = ScriptedMetricExporter()
        let telemetry = telemetry(exporter)
        await telemetry.forceFlush()
        await telemetry.shutdown()
        #expect(exporter.batches.isEmpty)
    }

    @Test func aFlushExportsAndFlushesTheExporter() async {
        let exporter = ScriptedMetricExporter()
        let telemetry = telemetry(exporter)
        add(1, to: telemetry)
        await telemetry.forceFlush()
        #expect(exporter.values == [[.int(1)]])
        #expect(exporter.flushes == 1)
    }

    @Test func anExporterCanSayThatItCouldNotFlush() async {
        let log = LogRecorder()
        let exporter = ScriptedMetricExporter(flushOutcome: .failure(reason: "disk full"))
        let telemetry = telemetry(exporter, log: log)
        await telemetry.forceFlush()
        #expect(log.warnings.count == 1)
        #expect(log.warnings.first?.contains("disk full") == true)
    }

    @Test func aShutdownCollectsForTheLastTimeAndClosesTheExporter() async {
        let exporter = ScriptedMetricExporter()
        let telemetry = telemetry(exporter)
        add(1, to: telemetry)
        await telemetry.shutdown()
        #expect(exporter.values == [[.int(1)]])
        #expect(exporter.isShutDown)
        add(1, to: telemetry)
        await telemetry.forceFlush()
        await telemetry.shutdown()
        #expect(exporter.batches.count == 1)
    }

    @Test func theLastCollectionIsSentAgainUntilTheShutdownIsOver() async {
        let exporter = ScriptedMetricExporter([.retryable(reason: "away"), .retryable(reason: "away")])
        let telemetry = telemetry(exporter)
        add(1, to: telemetry)
        await telemetry.shutdown()
        #expect(exporter.values == [[.int(1)], [.int(1)], [.int(1)]])
        #expect(telemetry.statistics.metrics.exported == 1)
    }

    @Test func exportsAreNeverMadeSideBySide() async {
        let exporter = ScriptedMetricExporter(isHeld: true)
        let telemetry = telemetry(exporter) { $0.metrics.exportInterval = .milliseconds(1) }
        add(1, to: telemetry)
        await exporter.calls(1)
        async let first: Void = telemetry.forceFlush()
        async let second: Void = telemetry.forceFlush()
        exporter.release()
        _ = await (first, second)
        await telemetry.shutdown()
        #expect(exporter.mostRunning == 1)
        #expect(exporter.batches.count > 1)
    }

    @Test func anExporterThatDoesNotReturnDoesNotHoldUpAFlushOrAShutdown() async {
        let log = LogRecorder()
        let exporter = ScriptedMetricExporter(isHeld: true)
        let telemetry = telemetry(exporter, log: log) {
            $0.metrics.exportTimeout = .milliseconds(20)
            $0.shutdownTimeout = .milliseconds(20)
        }
        add(1, to: telemetry)
        await telemetry.forceFlush()
        await telemetry.shutdown()
        #expect(exporter.batches.count == 1)
        #expect(log.warnings.contains { $0.contains("has not returned") })
        #expect(log.warnings.contains { $0.contains("Lost 1 data points") })
        #expect(telemetry.statistics.metrics.dropped == 1)
        exporter.release()
    }

    @Test func aCumulativeBatchThatDidNotArriveIsSupersededByTheNextCollection() async {
        let exporter = ScriptedMetricExporter([.retryable(reason: "away")])
        let telemetry = telemetry(exporter)
        add(1, to: telemetry)
        await telemetry.forceFlush()
        add(2, to: telemetry)
        await telemetry.forceFlush()
        #expect(exporter.values == [[.int(1)], [.int(3)]])
    }

    @Test func aDeltaThatDidNotArriveIsSentAgainBeforeTheNextOne() async {
        let exporter = ScriptedMetricExporter(
            [.retryable(reason: "away"), .retryable(reason: "away")],
            temporality: .delta
        )
        let telemetry = telemetry(exporter)
        add(1, to: telemetry)
        await telemetry.forceFlush()
        add(2, to: telemetry)
        await telemetry.forceFlush()
        #expect(telemetry.statistics.metrics.waiting == 1)
        add(4, to: telemetry)
        await telemetry.forceFlush()
        #expect(exporter.values == [[.int(1)], [.int(1)], [.int(1)], [.int(6)]])
        #expect(telemetry.statistics.metrics.exported == 2)
        #expect(telemetry.statistics.metrics.waiting == 0)
    }

    @Test func ofAMixedBatchOnlyWhatCountsSinceTheLastOneIsSentAgain() async {
        let exporter = ScriptedMetricExporter([.retryable(reason: "away")], temporality: .delta)
        let telemetry = telemetry(exporter)
        RecordingMetrics.Bound(telemetry).record {
            Counter(.counter("c")).add(1)
            UpDownCounter(.upDownCounter("u")).series([:])?.add(5)
        }
        await telemetry.forceFlush()
        await telemetry.forceFlush()
        #expect(exporter.values == [[.int(1), .int(5)], [.int(1)], [.int(5)]])
    }

    @Test func aBatchThatIsRefusedIsNotSentAgainAndCounted() async {
        let log = LogRecorder()
        let exporter = ScriptedMetricExporter([.failure(reason: "no")], temporality: .delta)
        let telemetry = telemetry(exporter, log: log)
        add(1, to: telemetry)
        await telemetry.forceFlush()
        await telemetry.forceFlush()
        #expect(exporter.batches.count == 1)
        #expect(telemetry.statistics.metrics.failed == 1)
        #expect(log.warnings.count == 1)
    }

    @Test func pointsThatTheCollectorRefusesAreCounted() async {
        let exporter = ScriptedMetricExporter([.partialSuccess(rejected: 1, message: "too old")])
        let telemetry = telemetry(exporter)
        add(1, to: telemetry, attributes: ["a": 1])
        add(1, to: telemetry, attributes: ["a": 2])
        await telemetry.forceFlush()
        #expect(telemetry.statistics.metrics.exported == 1)
        #expect(telemetry.statistics.metrics.failed == 1)
    }

    @Test func aCollectionIsExportedInBatchesOfAtMostSoManyPoints() async {
        let exporter = ScriptedMetricExporter()
        let telemetry = telemetry(exporter) { $0.metrics.maxExportBatchSize = 4 }
        for key in 0..<10 { add(1, to: telemetry, attributes: ["key": .int(Int64(key))]) }
        RecordingMetrics.Bound(telemetry).record {
            Histogram(.histogram("h")).record(1)
            Counter(.counter("d"), scope: InstrumentationScope(name: "other")).add(1)
        }
        await telemetry.forceFlush()
        #expect(exporter.batches.map(\.count) == [4, 4, 4])
        #expect(exporter.values.joined().count == 11)
        let keys = exporter.batches.flatMap(\.request.resourceMetrics).flatMap(\.scopeMetrics).flatMap(\.metrics)
            .flatMap(\.numbers).compactMap { $0.attributes["key"] }
        #expect(Set(keys).count == 10)
        #expect(exporter.batches.allSatisfy { $0.request.resourceMetrics.first?.resource != nil })
    }

    @Test func metricsCanBePulledByWhoeverAsks() async {
        var configuration = Configuration(serviceName: "test")
        configuration.traces.exporters = []
        configuration.metrics.exporters = [.prometheus]
        let telemetry = Telemetry(configuration: configuration)
        add(1, to: telemetry)
        let first = await telemetry.collectMetrics()
        add(1, to: telemetry)
        let second = await telemetry.collectMetrics()
        #expect(first.scopeMetrics.first?.metrics.first?.value == .int(1))
        #expect(second.scopeMetrics.first?.metrics.first?.value == .int(2))
        #expect(second.resource?.attributes["service.name"] == .string("test"))
    }

    @Test func withoutThePullExporterThereIsNothingToPull() async {
        let log = LogRecorder()
        let telemetry = telemetry(ScriptedMetricExporter(), log: log)
        add(1, to: telemetry)
        #expect(await telemetry.collectMetrics().scopeMetrics.isEmpty)
        #expect(log.warnings.count == 1)
    }

    @Test func aDisabledTelemetryRecordsNothing() async {
        let exporter = ScriptedMetricExporter()
        let telemetry = telemetry(exporter) { $0.isEnabled = false }
        add(1, to: telemetry)
        await telemetry.forceFlush()
        await telemetry.shutdown()
        #expect(exporter.batches.isEmpty)
    }
}
