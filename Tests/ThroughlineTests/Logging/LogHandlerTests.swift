import Logging
import OTLP
import SpanRecording
import TestSupport
import Testing
import Tracing

@testable import Throughline

@Suite(.timeLimit(.minutes(5)))
struct LogHandlerTests {
    let logs = RecordingLogs()
    var logger: Logger { logs.logger }

    @Test func aLineIsARecordOfItsLogger() async throws {
        let before = Clocks.wall()
        logger.notice("stock is low")
        let after = Clocks.wall()
        let record = try await logs.record()
        #expect(record.body == .string("stock is low"))
        #expect(record.severityNumber == .info2)
        #expect(record.severityText == "notice")
        #expect((before...after).contains(record.timeUnixNano))
        #expect(record.observedTimeUnixNano == record.timeUnixNano)
        #expect(
            record.attributes.isEmpty && record.traceID.isEmpty && record.spanID.isEmpty && record.eventName.isEmpty
        )
        let resourceLogs = try #require(logs.exporter.requests.first?.resourceLogs.first)
        #expect(resourceLogs.resource?.attributes["service.name"] == .string("test"))
        #expect(resourceLogs.scopeLogs.map { $0.scope?.name } == ["shop"])
    }

    @Test(arguments: [
        (Logger.Level.trace, 1 as Int32), (.debug, 5), (.info, 9), (.notice, 10), (.warning, 13), (.error, 17),
        (.critical, 21),
    ])
    func aLevelIsASeverity(level: Logger.Level, number: Int32) async throws {
        logger.log(level: level, "said")
        let record = try await logs.record()
        #expect(record.severityNumber.rawValue == number)
        #expect(record.severityText == level.rawValue)
    }

    @Test func metadataKeepsItsTypes() async throws {
        logger.info(
            "typed",
            metadata: [
                "text": "tea", "interpolated": "\(7)", "int": .stringConvertible(7),
                "negative": .stringConvertible(-1 as Int8),
                "large": .stringConvertible(UInt64.max), "double": .stringConvertible(0.5),
                "float": .stringConvertible(Float(0.25)), "bool": .stringConvertible(true),
                "described": .stringConvertible(SpanID(7)), "list": ["a", .stringConvertible(2), []],
                "dictionary": ["deep": ["er": .stringConvertible(false)]], "empty": "",
            ]
        )
        let values = try await logs.record().values
        #expect(values["text"] == "tea")
        #expect(values["interpolated"] == "7")
        #expect(values["int"] == 7)
        #expect(values["negative"] == -1)
        #expect(values["large"] == "18446744073709551615", "no attribute holds it as a number")
        #expect(values["double"] == .double(0.5))
        #expect(values["float"] == .double(0.25))
        #expect(values["bool"] == true)
        #expect(values["described"] == "0000000000000007")
        #expect(values["list"] == ["a", 2, []])
        let deep = KeyValue(key: "er", value: false)
        #expect(values["dictionary"] == .keyValueList([KeyValue(key: "deep", value: .keyValueList([deep]))]))
        #expect(values["empty"] == "")
        #expect(values.count == 12)
    }

    @Test func theLineBeatsTheProviderAndThatTheLogger() async throws {
        var logger = Logger(label: "shop") {
            logs.telemetry.logHandler(
                label: $0,
                metadataProvider: Logger.MetadataProvider { ["b": "provider", "c": "provider"] }
            )
        }
        logger[metadataKey: "a"] = "logger"
        logger[metadataKey: "b"] = "logger"
        logger[metadataKey: "c"] = "logger"
        logger.info("who wins?", metadata: ["c": "line"])
        let record = try await logs.record()
        #expect(record.values == ["a": "logger", "b": "provider", "c": "line"])
        #expect(record.attributes.count == 3, "each name once")
    }

    @Test func metadataAndLevelAreValues() async {
        var first = logger
        first.logLevel = .error
        first[metadataKey: "only-on"] = "first"
        var second = first
        second.logLevel = .debug
        second[metadataKey: "only-on"] = "second"
        #expect(first.logLevel == .error && second.logLevel == .debug)
        first.info("not said")
        first.error("said")
        second.debug("said")
        #expect(await logs.records().map { $0.values["only-on"] } == ["first", "second"])
    }

    @Test func theLevelOfNewLoggersIsTheConfigured() async {
        let logs = RecordingLogs { $0.logs.level = .warning }
        logs.logger.notice("not said")
        logs.logger.warning("said")
        #expect(await logs.records().map(\.body) == ["said"])
    }

    @Test func anEventNameMakesTheLineAnEvent() async throws {
        logger.info("order placed", metadata: ["event.name": "order.placed", "order.id": "7"])
        let record = try await logs.record()
        #expect(record.eventName == "order.placed")
        #expect(record.values == ["order.id": "7"])
    }

    @Test func theSourceOfALineIsKept() async throws {
        let logs = RecordingLogs { $0.logs.codeLocation = true }
        for _ in 1...2 { logs.logger.info("here", file: "Shop/Orders.swift", function: "place(_:)", line: 42) }
        let records = await logs.records()
        for record in records {
            #expect(record.values["code.file.path"] == "Shop/Orders.swift")
            #expect(record.values["code.function.name"] == "place(_:)")
            #expect(record.values["code.line.number"] == 42)
        }
        #expect(records.count == 2)
    }

    @Test func loggersOfOneLabelShareAScope() async throws {
        for label in ["a", "b", "a"] {
            Logger(label: label) { logs.telemetry.logHandler(label: $0, metadataProvider: nil) }.info("\(label)")
        }
        await logs.telemetry.forceFlush()
        let scopeLogs = try #require(logs.exporter.requests.first).resourceLogs.flatMap(\.scopeLogs)
        #expect(scopeLogs.map { $0.scope?.name } == ["a", "b"])
        #expect(scopeLogs.map(\.logRecords.count) == [2, 1])
    }

    // MARK: The trace

    @Test func aLineBelongsToTheSpanAroundIt() async throws {
        let span = logs.telemetry.tracer.startSpan("request", context: .topLevel)
        InstrumentationContext.$current.withValue(span.context) { logger.info("inside") }
        span.end()
        let record = try await logs.record()
        #expect(record.traceID.hexDigits == span.spanContext.traceID.hex)
        #expect(record.spanID.hexDigits == span.spanContext.spanID.hex)
        #expect(record.flags == UInt32(span.spanContext.traceFlags.rawValue))
    }

    @Test func aLineBelongsToASpanThatIsNotSampledToo() async throws {
        let logs = RecordingLogs { $0.traces.sampler = .alwaysOff }
        let span = logs.telemetry.tracer.startSpan("request", context: .topLevel)
        InstrumentationContext.$current.withValue(span.context) { logs.logger.info("inside") }
        let record = try await logs.record()
        #expect(record.spanID.hexDigits == span.spanContext.spanID.hex)
        #expect(record.flags & 1 == 0)
    }

    @Test func whatTheProviderSaysOfTheSpanIsNotSaidTwice() async throws {
        let logger = Logger(label: "shop") {
            logs.telemetry.logHandler(label: $0, metadataProvider: .traceContext)
        }
        let span = logs.telemetry.tracer.startSpan("request", context: .topLevel)
        InstrumentationContext.$current.withValue(span.context) { logger.info("inside") }
        let record = try await logs.record()
        #expect(record.attributes.isEmpty)
        #expect(record.spanID.hexDigits == span.spanContext.spanID.hex)
    }

    @Test func theSpanOfAnotherBackendIsFoundByWhatItPropagates() async throws {
        let tracer = ForeignTracer(("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
        var context = InstrumentationContext.topLevel
        context[Mark.self] = "in a span"
        InstrumentationContext.$current.withValue(context) { withTracer(tracer) { logger.info("inside") } }
        let record = try await logs.record()
        #expect(record.traceID.hexDigits == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(record.spanID.hexDigits == "00f067aa0ba902b7")
        #expect(record.flags == 1)
    }

    // MARK: Errors

    private struct Refused: Error, CustomStringConvertible {
        var underlyingError: (any Error)?
        var description: String { "the card was refused" }
    }

    private enum Broken: Error {
        case connection(code: Int, cause: any Error)
        case reset
    }

    @Test func anErrorIsAnException() async throws {
        logger.error("no payment", error: Refused(), metadata: ["order.id": "7"])
        let record = try await logs.record()
        #expect(record.body == "no payment")
        #expect(record.values["exception.type"] == .string(ErrorType.name(of: Refused())))
        #expect(record.values["exception.message"] == "the card was refused")
        #expect(record.values["order.id"] == "7")
        #expect(record.attributes.count == 3)
    }

    @Test func theErrorsThatLedToItAreRecordsOfTheirOwn() async throws {
        let span = logs.telemetry.tracer.startSpan("request", context: .topLevel)
        InstrumentationContext.$current.withValue(span.context) {
            let error = Refused(underlyingError: Broken.connection(code: 7, cause: Broken.reset))
            logger.error("no payment", error: error)
        }
        let records = await logs.records()
        #expect(records.map(\.eventName) == ["", "exception", "exception"])
        #expect(records.map { $0.values["exception.message"] }.last == "reset")
        #expect(records.allSatisfy { $0.severityNumber == .error && $0.spanID == records[0].spanID })
        #expect(Set(records.map(\.timeUnixNano)).count == 1)
    }

    // MARK: Sensitive values

    private enum Sensitivity: Int64, Logger.MetadataValueAttributes.Attribute {
        case sensitive = 1
        case open = 2
    }

    private static let metadata: Logger.Metadata = [
        "mail": .attributed("eve@example.org", attributes: [Sensitivity.sensitive]),
        "kind": .attributed("guest", attributes: [Sensitivity.open]),
        "nested": [.attributed("4711", attributes: [Sensitivity.sensitive])],
    ]

    @Test func aValueWithAttributesThatNobodyHasExplainedIsSensitive() async throws {
        logger.info("login", metadata: Self.metadata)
        let values = try await logs.record().values
        #expect(values == ["mail": "REDACTED", "kind": "REDACTED", "nested": ["REDACTED"]])
    }

    @Test func theApplicationSaysWhatIsSensitive() async throws {
        let logs = RecordingLogs { $0.logs.isSensitive = { $0[Sensitivity.self] == .sensitive } }
        logs.logger.info("login", metadata: Self.metadata)
        #expect(try await logs.record().values == ["mail": "REDACTED", "kind": "guest", "nested": ["REDACTED"]])
    }
}

enum Mark: InstrumentationContextKey {
    typealias Value = String
}
