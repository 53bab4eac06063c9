import Dispatch
import Logging
import OTLP
import TestSupport
import Testing
import Tracing

@testable import Throughline

@Suite(.timeLimit(.minutes(5))) struct BatchProcessorTests {
    private func telemetry(_ exporter: ScriptedSpanExporter, _ change: (inout Configuration) -> Void = { _ in })
        -> Telemetry
    {
        var configuration = Configuration(serviceName: "test")
        configuration.traces.exporters = [.custom(exporter)]
        configuration.traces.batch.scheduleDelay = .seconds(3600)  // nothing goes but what a test asks for
        configuration.logLevel = .critical
        change(&configuration)
        return Telemetry(configuration: configuration)
    }

    private func end(_ count: Int, in telemetry: Telemetry) {
        for index in 0..<count { telemetry.tracer.startSpan("\(index)").end() }
    }

    @Test func aFullBatchGoesAtOnce() async {
        let exporter = ScriptedSpanExporter()
        let telemetry = telemetry(exporter) { $0.traces.batch.maxExportBatchSize = 10 }
        end(10, in: telemetry)
        await exporter.calls(1)
        #expect(exporter.batches.map(\.count) == [10])
        await telemetry.shutdown()
    }

    @Test func whatWaitsGoesAfterTheDelay() async {
        let exporter = ScriptedSpanExporter()
        let telemetry = telemetry(exporter) { $0.traces.batch.scheduleDelay = .milliseconds(1) }
        end(1, in: telemetry)
        await exporter.calls(1)
        #expect(exporter.names == ["0"])
        await telemetry.shutdown()
    }

    @Test func aFlushExportsEverythingInBatches() async {
        let exporter = ScriptedSpanExporter()
        let telemetry = telemetry(exporter) { $0.traces.batch.maxExportBatchSize = 100 }
        end(99, in: telemetry)
        #expect(exporter.batches.isEmpty)
        await telemetry.forceFlush()
        end(50, in: telemetry)
        await telemetry.forceFlush()
        #expect(exporter.batches.map(\.count) == [99, 50])
        #expect(telemetry.statistics.exported == 149)
        #expect(telemetry.statistics.waiting == 0)
        await telemetry.shutdown()
    }

    @Test func theQueueIsBoundedAndTheRestIsCounted() async {
        let exporter = ScriptedSpanExporter(isHeld: true)
        let telemetry = telemetry(exporter) { configuration in
            configuration.traces.batch.maxQueueSize = 20
            configuration.traces.batch.maxExportBatchSize = 5
        }
        end(5, in: telemetry)
        await exporter.calls(1)  // the first batch is on its way, and still counts
        await withDiscardingTaskGroup { group in
            for _ in 0..<4 { group.addTask { end(10, in: telemetry) } }
        }
        #expect(telemetry.statistics.waiting == 20)
        #expect(telemetry.statistics.dropped == [.queueFull: 25])
        exporter.release()
        await telemetry.forceFlush()
        #expect(telemetry.statistics.exported == 20)
        end(20, in: telemetry)
        await telemetry.forceFlush()
        #expect(telemetry.statistics.exported == 40, "there is room again")
        #expect(exporter.batches.allSatisfy { $0.count <= 5 })
        await telemetry.shutdown()
    }

    @Test func theQueueIsBoundedInBytesToo() async {
        let exporter = ScriptedSpanExporter(isHeld: true)
        let telemetry = telemetry(exporter) { $0.traces.batch.maxQueueBytes = 100_000 }
        for _ in 0..<10 {
            let span = telemetry.tracer.startSpan("large")
            span.attributes["text"] = String(repeating: "x", count: 30_000)
            span.end()
        }
        #expect(telemetry.statistics.waiting == 3)
        #expect(telemetry.statistics.dropped == [.queueFull: 7])
        exporter.release()
        await telemetry.shutdown()
        #expect(telemetry.statistics.exported == 3)
    }

    @Test func manyBytesGoBeforeTheBatchIsFull() async {
        let exporter = ScriptedSpanExporter()
        let telemetry = telemetry(exporter)
        for _ in 0..<5 {
            let span = telemetry.tracer.startSpan("large")
            span.attributes["text"] = String(repeating: "x", count: 1 << 20)
            span.end()
        }
        await exporter.calls(1)
        #expect(exporter.batches[0].count < 5)
        await telemetry.shutdown()
        #expect(telemetry.statistics.exported == 5)
    }

    @Test func refusedSpansAreCounted() async {
        let exporter = ScriptedSpanExporter([
            .partialSuccess(rejected: 2, message: "no"), .failure(reason: "bad"),
            .partialSuccess(rejected: 0, message: "hm"),
            .partialSuccess(rejected: .max, message: "liar"), .partialSuccess(rejected: .min, message: "liar"),
        ])
        let telemetry = telemetry(exporter)
        for _ in 0..<5 {
            end(3, in: telemetry)
            await telemetry.forceFlush()
        }
        #expect(telemetry.statistics.exported == 1 + 0 + 3 + 0 + 3)
        #expect(telemetry.statistics.failed == 2 + 3 + 0 + 3 + 0)
        await telemetry.shutdown()
    }

    @Test func aBatchThatDidNotArriveIsSentAgainUnchanged() async {
        let exporter = ScriptedSpanExporter([.retryable(reason: "away"), .retryable(reason: "away")])
        let telemetry = telemetry(exporter)
        end(3, in: telemetry)
        await telemetry.forceFlush()
        end(1, in: telemetry)
        await telemetry.forceFlush()
        await telemetry.forceFlush()
        #expect(exporter.batches.map(\.count) == [3, 3, 3, 1])
        #expect(telemetry.statistics.exported == 4)
        #expect(telemetry.statistics.failed == 0)
        await telemetry.shutdown()
    }

    @Test func aBatchThatDidNotArriveIsSentAgainByItself() async {
        let exporter = ScriptedSpanExporter([.retryable(reason: "away")])
        let telemetry = telemetry(exporter) { $0.traces.batch.maxExportBatchSize = 1 }
        end(1, in: telemetry)
        await exporter.calls(2)
        await telemetry.shutdown()
        #expect(telemetry.statistics.exported == 1)
    }

    @Test func anExporterThatTakesTooLongIsNotWaitedForAndNotCalledAgain() async {
        let exporter = ScriptedSpanExporter(isHeld: true)
        let telemetry = telemetry(exporter) { $0.traces.batch.exportTimeout = .milliseconds(10) }
        end(2, in: telemetry)
        await telemetry.forceFlush()
        end(1, in: telemetry)
        await telemetry.forceFlush()
        #expect(telemetry.statistics.waiting == 3)
        #expect(exporter.batches.count == 1, "one call at a time")
        exporter.release()  // it returns after all
        await telemetry.shutdown()
        #expect(telemetry.statistics.exported == 3)
    }

    @Test func anExporterThatIsOverdueIsNamedWithTheTimeThatWasWaited() async throws {
        let exporter = ScriptedSpanExporter(isHeld: true)
        let log = LogRecorder()
        var configuration = Configuration(serviceName: "test")
        configuration.traces.exporters = [.custom(exporter)]
        configuration.traces.batch.scheduleDelay = .seconds(3600)
        configuration.traces.batch.exportTimeout = .milliseconds(10)
        let telemetry = Telemetry(configuration: configuration, logger: log.logger)
        end(2, in: telemetry)
        await telemetry.forceFlush()
        let message = await log.message { $0.hasPrefix("An exporter has not returned in ") }
        #expect(message.hasSuffix(" ms; 2 spans wait for it"))
        #expect(try #require(message.split(separator: " ").compactMap { Int($0) }.first) >= 10)
        exporter.release()
        await telemetry.shutdown()
    }

    @Test func aShutdownThatIsShorterThanTheTimeoutSaysHowLongItWaited() async throws {
        let exporter = ScriptedSpanExporter(isHeld: true)
        let log = LogRecorder()
        var configuration = Configuration(serviceName: "test")
        configuration.traces.exporters = [.custom(exporter)]
        configuration.shutdownTimeout = .milliseconds(20)
        let telemetry = Telemetry(configuration: configuration, logger: log.logger)
        end(2, in: telemetry)
        await telemetry.shutdown()
        let message = try #require(log.messages.first { $0.hasPrefix("An exporter has not returned in ") })
        #expect(!message.contains("30000"), "that is the timeout, which has not passed")
        #expect(log.messages.contains("Lost 2 spans that could not be exported in time"))
        exporter.release()
    }

    @Test func anExporterThatBlocksItsThreadHoldsUpNobody() async {
        struct Blocked: SpanExporter {
            let end = DispatchSemaphore(value: 0)
            let started = Wakeup()
            func export(_ batch: SpanBatch) async -> ExportOutcome {
                started.signal()
                block()
                return .success
            }
            private func block() { end.wait() }
        }
        let exporter = Blocked()
        var configuration = Configuration(serviceName: "test")
        configuration.traces.exporters = [.custom(exporter)]
        configuration.traces.batch = .simple
        configuration.traces.batch.exportTimeout = .milliseconds(20)
        configuration.shutdownTimeout = .milliseconds(20)
        let telemetry = Telemetry(configuration: configuration)
        end(1, in: telemetry)
        await exporter.started.wait()
        await telemetry.forceFlush()
        await telemetry.shutdown()
        #expect(telemetry.statistics.exported == 0)
        exporter.end.signal()
    }

    @Test func aBatchThatIsFullInBytesGoesBeforeTheQueueIs() async {
        let exporter = ScriptedSpanExporter()
        let telemetry = telemetry(exporter) { $0.traces.batch.maxQueueBytes = 64 << 10 }
        for _ in 0..<3 {
            let span = telemetry.tracer.startSpan("large")
            span.attributes["text"] = String(repeating: "x", count: 20_000)
            span.end()
        }
        await exporter.calls(1)
        await telemetry.shutdown()
        #expect(telemetry.statistics.exported == 3)
    }

    @Test func aShutdownExportsWhatIsLeftAndClosesTheExporter() async {
        let exporter = ScriptedSpanExporter([.retryable(reason: "a hiccup")])
        let telemetry = telemetry(exporter) { $0.traces.batch.maxExportBatchSize = 10 }
        end(9, in: telemetry)
        await telemetry.shutdown()
        #expect(telemetry.statistics.exported == 9)
        #expect(exporter.isShutDown)
        end(4, in: telemetry)
        await telemetry.shutdown()
        await telemetry.forceFlush()
        #expect(telemetry.statistics.dropped == [.shutdown: 4])
    }

    @Test func aShutdownIsOverInTimeAlsoWithoutACollector() async {
        let exporter = ScriptedSpanExporter(isHeld: true)
        let telemetry = telemetry(exporter) { $0.shutdownTimeout = .milliseconds(20) }
        end(3, in: telemetry)
        await telemetry.shutdown()
        let statistics = telemetry.statistics
        #expect(statistics.exported == 0)
        #expect(statistics.dropped == [.shutdown: 3])
        #expect(statistics.waiting == 0)
        exporter.release()
    }

    @Test func everySpanIsAccountedForWhenManyThreadsEndThem() async {
        let exporter = ScriptedSpanExporter()
        let telemetry = telemetry(exporter) { $0.traces.batch.maxQueueSize = 1024 }
        await withDiscardingTaskGroup { group in
            for _ in 0..<8 { group.addTask { end(5_000, in: telemetry) } }
        }
        await telemetry.shutdown()
        let statistics = telemetry.statistics
        #expect(statistics.started == 40_000)
        #expect(statistics.exported + (statistics.dropped[.queueFull] ?? 0) == 40_000)
        #expect(statistics.waiting == 0)
        let decoded = exporter.batches.compactMap { try? $0.decoded() }
        let spans = decoded.flatMap(\.resourceSpans).flatMap(\.scopeSpans).flatMap(\.spans)
        #expect(spans.count == statistics.exported)
        #expect(Set(spans.map(\.spanID)).count == spans.count, "none arrives twice")
    }

    @Test func spansOfOneScopeStandTogetherUnderTheirResource() async throws {
        let exporter = ScriptedSpanExporter()
        let telemetry = telemetry(exporter)
        for index in 0..<6 {
            telemetry.tracer.startSpan("\(index)", file: index % 2 == 0 ? "Even/File.swift" : "Odd/File.swift").end()
        }
        await telemetry.forceFlush()
        let request = try #require(exporter.batches.first).decoded()
        let resourceSpans = try #require(request.resourceSpans.first)
        #expect(request.resourceSpans.count == 1)
        #expect(resourceSpans.resource?.attributes["service.name"] == .string("test"))
        #expect(resourceSpans.scopeSpans.map { $0.scope?.name } == ["Even", "Odd"])
        #expect(resourceSpans.scopeSpans.map { $0.spans.map(\.name) } == [["0", "2", "4"], ["1", "3", "5"]])
        await telemetry.shutdown()
    }

    @Test func madeUpModulesShareAScopeInTheEnd() async throws {
        let exporter = ScriptedSpanExporter()
        let telemetry = telemetry(exporter) { $0.traces.batch.maxQueueSize = 4096 }
        for index in 0..<2_000 { telemetry.tracer.startSpan("span", file: "Module\(index)/File.swift").end() }
        await telemetry.shutdown()
        let scopes = exporter.batches.compactMap { try? $0.decoded() }
            .flatMap(\.resourceSpans).flatMap(\.scopeSpans).map { $0.scope?.name }
        #expect(telemetry.statistics.exported == 2_000)
        #expect(Set(scopes).count <= ScopeTable.limit)
    }

    @Test func eachOfSeveralExportersGetsEverySpan() async {
        let first = ScriptedSpanExporter()
        let second = ScriptedSpanExporter([.failure(reason: "broken")])
        let telemetry = telemetry(first) { $0.traces.exporters.append(.custom(second)) }
        end(3, in: telemetry)
        await telemetry.shutdown()
        #expect(first.names == second.names)
        #expect(telemetry.statistics.exported == 3 && telemetry.statistics.failed == 3)
    }

    @Test func theSimpleProcessorExportsEachSpanAsItEnds() async {
        let exporter = ScriptedSpanExporter()
        let telemetry = telemetry(exporter) { $0.traces.batch = .simple }
        end(1, in: telemetry)
        await exporter.calls(1)
        end(2, in: telemetry)
        await exporter.calls(3)
        #expect(exporter.batches.map(\.count) == [1, 1, 1])
        await telemetry.shutdown()
    }
}
