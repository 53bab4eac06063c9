import Logging
import OTLP
import SpanRecording
import Synchronization
import Testing

@testable import Throughline

/// Metadata that nobody should log, from libraries that nobody chose: the application must not notice.
@Suite(.timeLimit(.minutes(5)))
struct HostileLogTests {
    @Test func deepMetadataIsLeftOutBelowADepth() async throws {
        let logs = RecordingLogs()
        var list: Logger.MetadataValue = "bottom"
        var dictionary: Logger.MetadataValue = "bottom"
        for _ in 1...1000 {
            list = [list]
            dictionary = ["deeper": dictionary]
        }
        logs.logger.info("deep", metadata: ["list": list, "dictionary": dictionary])
        let record = try await logs.record()
        #expect(record.values.count == 2)
        #expect(record.droppedAttributesCount == 2)
        #expect(depth(of: record.values["list"]) == LogAttributes.maxDepth)
        #expect(depth(of: record.values["dictionary"]) == LogAttributes.maxDepth)
    }

    private func depth(of value: AnyValue?) -> Int {
        switch value {
        case .array(let values): 1 + depth(of: values.first)
        case .keyValueList(let values): 1 + depth(of: values.first?.value)
        default: 0
        }
    }

    @Test func aBodyThatIsTooDeepDoesNotMakeItsBatchUnreadable() async throws {
        let logs = RecordingLogs()
        var list: AnyValue = "bottom"
        var dictionary: AnyValue = "bottom"
        for _ in 1...1000 {
            list = [list]
            dictionary = .keyValueList([KeyValue(key: "deeper", value: dictionary)])
        }
        logs.logger.info("another line of the batch")
        logs.telemetry.logger(for: InstrumentationScope(name: "x")).emit(
            LogRecord(severity: .info, body: list, attributes: [KeyValue(key: "dictionary", value: dictionary)])
        )
        let records = await logs.records()
        #expect(records.count == 2)
        #expect(depth(of: records.last?.body) == LogAttributes.maxDepth)
        #expect(depth(of: records.last?.values["dictionary"]) == LogAttributes.maxDepth)
    }

    @Test func labelsWithoutNumberDoNotTakeTheScopeFromThoseThatCameFirst() async throws {
        let logs = RecordingLogs { $0.logs.batch.maxQueueSize = 10_000 }
        func logger(_ label: String) -> Logger {
            Logger(label: label) { logs.telemetry.logHandler(label: $0, metadataProvider: nil) }
        }
        logger("shop").info("first")
        for number in 1...3 * ScopeTable.limit { logger("made up \(number)").info("line") }
        await logs.telemetry.forceFlush()
        logs.exporter.reset()
        logger("shop").info("last")
        await logs.telemetry.forceFlush()
        let scopes = logs.exporter.requests.flatMap(\.resourceLogs).flatMap(\.scopeLogs).map { $0.scope?.name }
        #expect(scopes == ["shop"])
    }

    @Test func aHundredThousandKeysAreAsManyAsTheLimit() async throws {
        let logs = RecordingLogs()
        let keys = (0..<100_000).map { ("key \($0)", Logger.MetadataValue.stringConvertible($0)) }
        logs.logger.info("wide", metadata: Dictionary(uniqueKeysWithValues: keys))
        let record = try await logs.record()
        #expect(record.attributes.count == 128)
        #expect(record.droppedAttributesCount == 100_000 - 128)
    }

    @Test func aHundredThousandNestedValuesAreCutToo() async throws {
        let logs = RecordingLogs()
        let keys = (0..<100_000).map { ("key \($0)", Logger.MetadataValue.stringConvertible($0)) }
        let array = Logger.MetadataValue.array(Array(repeating: "x", count: 100_000))
        logs.logger.info("wide", metadata: ["all": .dictionary(Dictionary(uniqueKeysWithValues: keys))])
        logs.logger.info("long", metadata: ["all": array])
        for record in await logs.records() {
            switch record.values["all"] {
            case .keyValueList(let values): #expect(values.count == LogAttributes.maxNestedValues)
            case .array(let values): #expect(values.count == LogAttributes.maxNestedValues)
            default: Issue.record("no container")
            }
            #expect(record.droppedAttributesCount == 100_000 - LogAttributes.maxNestedValues)
        }
    }

    @Test func aLargeValueIsCutToTheLimitAlsoWithinLists() async throws {
        let logs = RecordingLogs { $0.logs.limits.attributeValueLength = 10 }
        let text = String(repeating: "ü", count: 5 << 20)
        logs.logger.info("large", metadata: ["text": "\(text)", "list": ["\(text)"], "map": ["text": "\(text)"]])
        let values = try await logs.record().values
        let cut = AnyValue.string(String(repeating: "ü", count: 10))
        #expect(values == ["text": cut, "list": [cut], "map": .keyValueList([KeyValue(key: "text", value: cut)])])
    }

    @Test func aValueThatIsLargerThanTheQueueIsDroppedAndCounted() async throws {
        let logs = RecordingLogs { $0.logs.batch.maxQueueBytes = 1 << 20 }
        let text = String(repeating: "x", count: 10 << 20)
        for _ in 1...3 { logs.logger.info("large", metadata: ["text": "\(text)"]) }
        logs.logger.info("small")
        #expect(await logs.records().map(\.body) == ["small"])
        #expect(logs.telemetry.statistics.logs.dropped == [.queueFull: 3])
        #expect(logs.telemetry.statistics.logs.emitted == 4)
    }

    /// A value whose description logs, as one that lazily loads something may.
    private final class Talkative: CustomStringConvertible, Sendable {
        let logger: Logger
        let logsItself: Bool
        let calls = Atomic<Int>(0)

        init(logger: Logger, logsItself: Bool) {
            self.logger = logger
            self.logsItself = logsItself
        }

        var description: String {
            calls.add(1, ordering: .relaxed)
            logger.info("described", metadata: logsItself ? ["me": .stringConvertible(self)] : [:])
            return "me"
        }
    }

    @Test func aDescriptionMayLog() async throws {
        let logs = RecordingLogs()
        let value = Talkative(logger: logs.logger, logsItself: false)
        logs.logger.info("outside", metadata: ["value": .stringConvertible(value)])
        #expect(await logs.records().map(\.body) == ["described", "outside"])
    }

    @Test func aDescriptionThatLogsItsOwnValueComesToAnEnd() async throws {
        let logs = RecordingLogs()
        let value = Talkative(logger: logs.logger, logsItself: true)
        logs.logger.info("outside", metadata: ["value": .stringConvertible(value)])
        let records = await logs.records()
        #expect(records.count == 8)
        let calls = value.calls.load(ordering: .relaxed)
        #expect(calls == 8)
        logs.logger.info("afterwards")
        #expect(await logs.records().count == 9, "the thread logs on")
    }

    /// An error of a class that leads back to itself.
    private final class Circular: ErrorWithCause, Sendable {
        var underlyingError: (any Error)? { self }
    }

    private struct Pair: Error {
        var cause: any Error
        var other: any Error
    }

    private indirect enum Endless: Error {
        case again(Endless)
        case end
    }

    @Test func aChainOfErrorsIsCut() async throws {
        let logs = RecordingLogs()
        var error = Endless.end
        for _ in 1...1000 { error = .again(error) }
        logs.logger.error("broken", error: Pair(cause: error, other: Endless.end))
        #expect(await logs.records().count == ErrorChain.maxLength)
        logs.exporter.reset()
        logs.logger.error("broken", error: Circular())
        #expect(await logs.records().count == ErrorChain.maxLength)
    }

    @Test func aStormWhileTheCollectorIsAwayIsBoundedAndCounted() async {
        let exporter = ScriptedLogExporter()
        let logs = RecordingLogs { configuration in
            configuration.logs.exporters = [.custom(exporter)]
            configuration.logs.batch.maxQueueSize = 1000
            configuration.logLevel = .critical
        }
        await withDiscardingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for index in 0..<5_000 { logs.logger.info("storm", metadata: ["index": "\(index)"]) }
                }
            }
        }
        let statistics = logs.telemetry.statistics.logs
        #expect(statistics.emitted == 40_000)
        #expect(statistics.waiting == 1000)
        #expect(statistics.dropped == [.queueFull: 39_000])
        exporter.comeBack()
        await logs.telemetry.shutdown()
        #expect(logs.telemetry.statistics.logs.exported == 1000)
    }
}

/// An exporter whose collector is away, until it comes back.
private final class ScriptedLogExporter: LogRecordExporter {
    private let isBack = Atomic<Bool>(false)

    func comeBack() { isBack.store(true, ordering: .relaxed) }

    func export(_ batch: LogRecordBatch) async -> ExportOutcome {
        isBack.load(ordering: .relaxed) ? .success : .retryable(reason: "away")
    }
}
