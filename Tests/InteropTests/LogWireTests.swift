import Logging
import OTLP
import SpanRecording
import Testing
import Throughline
import Tracing

/// The whole way of a log line, from a logger to a collector that is not ours.
@Suite(.enabled(if: PythonProcess.isInstalled, "needs Scripts/setup-interop"), .timeLimit(.minutes(5)))
struct LogWireTests {
    private struct StockError: Error, CustomStringConvertible {
        let description = "out of stock"
    }

    @Test func theOfficialClassesSeeWhatWasLogged() async throws {
        try await Witness.run { witness in
            var configuration = Configuration(serviceName: "shop")
            configuration.otlp.endpoint = .base(witness.url)
            configuration.otlp.compression = .gzip
            configuration.traces.exporters = []
            configuration.logs.limits.attributeCount = 8
            let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let telemetry = Telemetry(configuration: configuration, logger: silent)
            let logger = Logger(label: "shop.stock") { telemetry.logHandler(label: $0, metadataProvider: nil) }

            let span = telemetry.tracer.startSpan("POST /orders", context: .topLevel)
            InstrumentationContext.$current.withValue(span.context) {
                logger.error(
                    "Gebäck is out",
                    error: StockError(),
                    metadata: [
                        "event.name": "stock.out", "shop.count": .stringConvertible(-1),
                        "shop.weight": .stringConvertible(1.5), "shop.paid": .stringConvertible(true),
                        "shop.items": ["tea", .stringConvertible(2)],
                        "shop.shelf": ["row": "A", "levels": [.stringConvertible(1)]], "shop.empty": "",
                    ]
                )
            }
            span.end()
            let scope = InstrumentationScope(name: "Checkout", version: "1.2.0", schemaURL: "https://example.org/1")
            let body = AnyValue.keyValueList([KeyValue(key: "total", value: .double(9.5))])
            var record = LogRecord(severity: .fatal3, body: body)
            record.attributes = (1...10).map { KeyValue(key: "key \($0)", value: .int(Int64($0))) }
            telemetry.logger(for: scope).emit(record)
            await telemetry.shutdown()
            #expect(telemetry.statistics.logs.exported == 2)

            let request = try #require(try await witness.requests(1).first)
            #expect(request.error == nil)
            #expect(request.unknown == [])
            #expect(request.path == "/v1/logs")
            let (line, structured) = (request.logs[0], request.logs[1])
            #expect(request.logs.count == 2)

            #expect(line.resource["service.name"] == .string("shop"))
            #expect(line.scope == "shop.stock" && line.scopeVersion == "")
            #expect(line.severity == "SEVERITY_NUMBER_ERROR" && line.severityText == "error")
            #expect(line.body == .string("Gebäck is out"))
            #expect(line.eventName == "stock.out")
            #expect(line.time > 0 && line.observedTime == line.time)
            #expect(line.traceID == span.spanContext.traceID.hex && line.spanID == span.spanContext.spanID.hex)
            #expect(line.flags == 3)
            #expect(line.droppedAttributes == 0)
            let place = line.attributes.filter { $0.key.hasPrefix("code.") }
            #expect(Set(place.keys) == ["code.file.path", "code.function.name", "code.line.number"])
            #expect(place["code.file.path"] == .string("InteropTests/LogWireTests.swift"))
            #expect(
                line.attributes.filter { !$0.key.hasPrefix("code.") } == [
                    "shop.count": .int(-1), "shop.weight": .double(1.5), "shop.paid": .bool(true),
                    "shop.items": .array([.string("tea"), .int(2)]),
                    "shop.shelf": .dictionary(["row": .string("A"), "levels": .array([.int(1)])]),
                    "shop.empty": .string(""),
                    "exception.type": .string("InteropTests.LogWireTests.StockError"),
                    "exception.message": .string("out of stock"),
                ]
            )

            #expect(structured.scope == "Checkout" && structured.scopeVersion == "1.2.0")
            #expect(structured.scopeSchemaURL == "https://example.org/1")
            #expect(structured.severity == "SEVERITY_NUMBER_FATAL3" && structured.severityText == "")
            #expect(structured.body == .dictionary(["total": .double(9.5)]))
            #expect(structured.attributes.count == 8 && structured.droppedAttributes == 2)
            #expect(structured.traceID == "" && structured.spanID == "" && structured.flags == 0)
        }
    }

    @Test func aPartialSuccessIsCounted() async throws {
        try await Witness.run("partial:2", "503", "ok") { witness in
            var configuration = Configuration(serviceName: "shop")
            configuration.otlp.endpoint = .base(witness.url)
            configuration.otlp.retry.initialBackoff = .milliseconds(1)
            configuration.otlp.retry.maxBackoff = .milliseconds(1)
            configuration.traces.exporters = []
            let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let telemetry = Telemetry(configuration: configuration, logger: silent)
            let logger = Logger(label: "shop") { telemetry.logHandler(label: $0, metadataProvider: nil) }
            for index in 1...5 { logger.info("line \(index)") }
            await telemetry.forceFlush()
            #expect(telemetry.statistics.logs.exported == 3 && telemetry.statistics.logs.failed == 2)
            logger.info("line 6")
            await telemetry.shutdown()
            #expect(telemetry.statistics.logs.exported == 4)
            let requests = try await witness.requests(3)
            #expect(requests.map(\.logs.count) == [5, 1, 1])
            #expect(requests[1].digest == requests[2].digest)
        }
    }
}
