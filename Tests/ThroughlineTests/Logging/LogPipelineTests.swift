import Logging
import OTLP
import SpanRecording
import Synchronization
import Testing
import Tracing

@testable import Throughline

@Suite(.timeLimit(.minutes(5)))
struct LogPipelineTests {
    // MARK: Processors

    /// A processor as a user may write it: drops health checks, and marks the rest.
    private final class Filter: LogRecordProcessor {
        let isFlushed = Atomic<Bool>(false)
        let isShutDown = Atomic<Bool>(false)

        func onEmit(_ record: Throughline.LogRecord, context: InstrumentationContext) -> Throughline.LogRecord? {
            guard record["url.path"] != "/health" else { return nil }
            var record = record
            record["seen"] = .string(context.spanContext?.spanID.hex ?? "no span")
            record["url.path"] = nil
            record.body = .string("filtered")
            return record
        }

        func isEnabled(
            severity: SeverityNumber,
            eventName: String,
            scope: SpanRecording.InstrumentationScope,
            context: InstrumentationContext
        ) -> Bool {
            severity != .debug && scope.name != "noisy"
        }

        func forceFlush() async { isFlushed.store(true, ordering: .relaxed) }
        func shutdown() async { isShutDown.store(true, ordering: .relaxed) }
    }

    @Test func aProcessorChangesAndDropsRecords() async throws {
        let filter = Filter()
        let logs = RecordingLogs { $0.logs.processors = [filter] }
        logs.logger.info("health", metadata: ["url.path": "/health"])
        logs.logger.info("orders", metadata: ["url.path": "/orders"])
        let record = try await logs.record()
        #expect(record.body == "filtered")
        #expect(record.values == ["seen": "no span"])
        #expect(logs.telemetry.statistics.logs.emitted == 1)
        let isFlushed = filter.isFlushed.load(ordering: .relaxed)
        #expect(isFlushed)
        await logs.telemetry.shutdown()
        let isShutDown = filter.isShutDown.load(ordering: .relaxed)
        #expect(isShutDown)
    }

    @Test func aProcessorSpendsNothingOnWhatItDoesNotWant() async {
        struct Costly: CustomStringConvertible, Sendable {
            let described = Described()
            final class Described: Sendable { let count = Atomic<Int>(0) }
            var description: String {
                described.count.add(1, ordering: .relaxed)
                return ""
            }
        }
        let costly = Costly()
        let logs = RecordingLogs { $0.logs.processors = [Filter()] }
        logs.logger.debug("not wanted", metadata: ["costly": .stringConvertible(costly)])
        #expect(await logs.records().isEmpty)
        let descriptions = costly.described.count.load(ordering: .relaxed)
        #expect(descriptions == 0)
        let noisy = logs.telemetry.logger(for: InstrumentationScope(name: "noisy"))
        #expect(!noisy.isEnabled(severity: .error))
        #expect(logs.telemetry.logger(for: InstrumentationScope(name: "quiet")).isEnabled(severity: .error))
    }

    /// Has something to say about every record, and about every question.
    private final class Talker: LogRecordProcessor {
        let logs = Mutex<RecordingLogs?>(nil)
        let saysWhenAsked: Bool

        init(saysWhenAsked: Bool) { self.saysWhenAsked = saysWhenAsked }

        private func say() {
            let logs = logs.withLock { $0 }
            logs?.telemetry.logger(for: InstrumentationScope(name: "talker")).emit(LogRecord(severity: .info))
            logs?.logger.info("said")
        }

        func onEmit(_ record: Throughline.LogRecord, context: InstrumentationContext) -> Throughline.LogRecord? {
            if !saysWhenAsked { say() }
            return record
        }

        func isEnabled(
            severity: SeverityNumber,
            eventName: String,
            scope: SpanRecording.InstrumentationScope,
            context: InstrumentationContext
        ) -> Bool {
            if saysWhenAsked { say() }
            return true
        }
    }

    @Test(arguments: [false, true])
    func aProcessorThatLogsAboutEveryRecordComesToAnEnd(saysWhenAsked: Bool) async {
        let talker = Talker(saysWhenAsked: saysWhenAsked)
        let logs = RecordingLogs { $0.logs.processors = [talker] }
        talker.logs.withLock { $0 = logs }
        logs.logger.info("the application's")
        talker.logs.withLock { $0 = nil }
        #expect(await logs.records().contains { $0.body == "the application's" })
        logs.logger.info("afterwards")
        #expect(await logs.records().last?.body == "afterwards", "the thread logs on")
    }

    @Test func theErrorsThatLedToAnotherAreNotMadeWhereNobodyWantsThem() async {
        struct WithoutExceptions: LogRecordProcessor {
            func onEmit(_ record: Throughline.LogRecord, context: InstrumentationContext) -> Throughline.LogRecord? {
                record
            }
            func isEnabled(
                severity: SeverityNumber,
                eventName: String,
                scope: SpanRecording.InstrumentationScope,
                context: InstrumentationContext
            ) -> Bool { eventName != "exception" }
        }
        struct Failed: Error { var cause: any Error = CancellationError() }
        let logs = RecordingLogs { $0.logs.processors = [WithoutExceptions()] }
        logs.logger.error("no payment", error: Failed())
        #expect(await logs.records().map(\.body) == ["no payment"])
    }

    // MARK: Records beside swift-log

    @Test func aLoggerEmitsRecordsOfItsScope() async throws {
        let logs = RecordingLogs()
        let scope = InstrumentationScope(
            name: "Checkout",
            version: "1.2.0",
            schemaURL: "https://example.org/schema",
            attributes: ["tenant": "north"]
        )
        var record = Throughline.LogRecord(
            severity: .warn2,
            body: .keyValueList([KeyValue(key: "total", value: .double(9.5))]),
            eventName: "checkout.completed",
            attributes: [KeyValue(key: "raw", value: .bytes([1, 2])), KeyValue(key: "nothing", value: .empty)]
        )
        record.severityText = "ACHTUNG"
        record.timestamp = 5
        logs.telemetry.logger(for: scope).emit(record)
        let emitted = try await logs.record()
        #expect(emitted.body == .keyValueList([KeyValue(key: "total", value: .double(9.5))]))
        #expect(emitted.eventName == "checkout.completed")
        #expect(emitted.severityNumber == .warn2 && emitted.severityText == "ACHTUNG")
        #expect(emitted.timeUnixNano == 5 && emitted.observedTimeUnixNano > 5)
        #expect(emitted.values == ["raw": .bytes([1, 2]), "nothing": .empty])
        let resourceLogs = try #require(logs.exporter.requests.first?.resourceLogs.first)
        #expect(resourceLogs.schemaURL == logs.telemetry.resource.schemaURL && !resourceLogs.schemaURL.isEmpty)
        let scopeLogs = try #require(resourceLogs.scopeLogs.first)
        #expect(scopeLogs.scope?.version == "1.2.0")
        #expect(scopeLogs.scope?.attributes == [KeyValue(key: "tenant", value: "north")])
        #expect(scopeLogs.schemaURL == "https://example.org/schema")
    }

    @Test func aRecordIsEmittedWithAnError() async throws {
        struct Broken: Error {}
        let logs = RecordingLogs()
        let logger = logs.telemetry.logger(for: InstrumentationScope(name: "Checkout"))
        let span = logs.telemetry.tracer.startSpan("request", context: .topLevel)
        let own = [KeyValue(key: "exception.message", value: "the caller knows better")]
        InstrumentationContext.$current.withValue(span.context) {
            logger.emit(LogRecord(severity: .error, eventName: "checkout.failed", attributes: own), error: Broken())
        }
        let record = try await logs.record()
        #expect(record.values["exception.type"] == .string(ErrorType.name(of: Broken())))
        #expect(record.values["exception.message"] == "the caller knows better")
        #expect(record.spanID.hexDigits == span.spanContext.spanID.hex)
    }

    @Test func whatIsHiddenIsNotCountedAndAnEventKeepsItsNameBeyondTheLimit() async throws {
        let logs = RecordingLogs { $0.logs.limits.attributeCount = 1 }
        var logger = logs.logger
        logger[metadataKey: "a"] = "hidden"
        logger.info("three", metadata: ["a": "1", "b": "2", "event.name": "order.placed"])
        let record = try await logs.record()
        #expect(record.attributes.count == 1 && record.droppedAttributesCount == 1)
        #expect(record.eventName == "order.placed")
    }

    @Test func attributesBeyondTheLimitAreCounted() async throws {
        let logs = RecordingLogs { $0.logs.limits.attributeCount = 2 }
        logs.logger.info("three", metadata: ["a": "1", "b": "2", "c": "3"])
        let attributes = (1...5).map { KeyValue(key: "\($0)", value: "x") }
        logs.telemetry.logger(for: InstrumentationScope(name: "x")).emit(
            LogRecord(severity: .info, attributes: attributes)
        )
        let records = await logs.records()
        #expect(records.map(\.attributes.count) == [2, 2])
        #expect(records.map(\.droppedAttributesCount) == [1, 3])
    }

    // MARK: The life of the telemetry

    @Test func withoutExportersNothingIsMade() async {
        let logs = RecordingLogs { $0.logs.exporters = [] }
        logs.logger.info("to nobody")
        #expect(!logs.telemetry.logger(for: InstrumentationScope(name: "x")).isEnabled())
        #expect(logs.telemetry.statistics.logs.emitted == 0)
    }

    @Test func aTelemetryThatIsDisabledLogsNothing() async {
        struct Nobody: LogRecordProcessor {
            func onEmit(_ record: Throughline.LogRecord, context: InstrumentationContext) -> Throughline.LogRecord? {
                Issue.record("a record was made")
                return nil
            }
        }
        let logs = RecordingLogs { configuration in
            configuration.isEnabled = false
            configuration.logs.processors = [Nobody()]
        }
        logs.logger.info("to nobody")
        #expect(await logs.records().isEmpty)
        #expect(logs.telemetry.statistics.logs.emitted == 0)
    }

    @Test func aShutdownExportsWhatWasLogged() async {
        let logs = RecordingLogs { $0.logs.batch.scheduleDelay = .seconds(3600) }
        for index in 1...700 { logs.logger.info("\(index)") }
        await logs.telemetry.shutdown()
        #expect(logs.exporter.records.count == 700)
        logs.logger.info("too late")
        let statistics = logs.telemetry.statistics.logs
        #expect(statistics.emitted == 701 && statistics.exported == 700)
        #expect(statistics.dropped == [.shutdown: 1])
        #expect(statistics.waiting == 0 && statistics.failed == 0)
    }

    @Test func aFlushExportsWhatWasLogged() async {
        let logs = RecordingLogs { $0.logs.batch.scheduleDelay = .seconds(3600) }
        logs.logger.info("first")
        #expect(logs.exporter.records.isEmpty)
        await logs.telemetry.forceFlush()
        logs.logger.info("second")
        await logs.telemetry.forceFlush()
        #expect(logs.exporter.records.map(\.body) == ["first", "second"])
        #expect(logs.telemetry.statistics.logs.exported == 2)
    }

    @Test func aFullBatchGoesByItself() async {
        let logs = RecordingLogs { configuration in
            configuration.logs.batch.scheduleDelay = .seconds(3600)
            configuration.logs.batch.maxExportBatchSize = 5
        }
        for index in 1...5 { logs.logger.info("\(index)") }
        #expect(await logs.exporter.records(atLeast: 5).count == 5)
    }

    @Test func theSimpleProcessorExportsEachRecord() async {
        let logs = RecordingLogs { $0.logs.batch = .simple }
        logs.logger.info("at once")
        #expect(await logs.exporter.records(atLeast: 1).count == 1)
        logs.logger.info("and again")
        #expect(await logs.exporter.records(atLeast: 2).count == 2)
        #expect(logs.exporter.requests.count == 2)
    }

    @Test func eachOfSeveralExportersGetsEveryRecord() async {
        let second = InMemoryLogRecordExporter()
        let logs = RecordingLogs { $0.logs.exporters.append(.custom(second)) }
        logs.logger.info("for both")
        #expect(await logs.records() == second.records)
        #expect(second.records.count == 1)
    }
}
