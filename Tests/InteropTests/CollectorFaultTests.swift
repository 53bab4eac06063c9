import Logging
import SpanRecording
import Testing
import Throughline
import Tracing

/// The whole way of a span, from the tracer to a collector that is not ours, and that fails in every way.
@Suite(.enabled(if: PythonProcess.isInstalled, "needs Scripts/setup-interop"), .timeLimit(.minutes(5)))
struct CollectorFaultTests {
    /// A telemetry that hardly pauses between attempts.
    private func telemetry(
        _ witness: Witness,
        _ change: (inout Configuration) -> Void = { _ in }
    ) -> Telemetry {
        var configuration = Configuration(serviceName: "shop")
        configuration.otlp.endpoint = .base(witness.url)
        configuration.otlp.retry.initialBackoff = .milliseconds(1)
        configuration.otlp.retry.maxBackoff = .milliseconds(1)
        configuration.traces.batch.scheduleDelay = .seconds(3600)
        change(&configuration)
        return Telemetry(configuration: configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private struct StockError: Error, CustomStringConvertible {
        let description = "out of stock"
    }

    /// An order with a query and a mail, of which the mail fails.
    private func recordOrder(with tracer: ThroughlineTracer) {
        let order = tracer.startSpan("POST /orders", context: .topLevel, ofKind: .server)
        order.attributes["http.response.status_code"] = 201
        order.attributes["shop.paid"] = true
        order.attributes["shop.weight"] = 1.5
        order.attributes["shop.items"] = ["tea", "Gebäck"]
        let query = tracer.startSpan("INSERT orders", context: order.context, ofKind: .client)
        query.addEvent(SpanEvent(name: "locked", attributes: ["attempt": 1]))
        query.end()
        let mail = tracer.startSpan("send confirmation", context: order.context, ofKind: .producer)
        mail.addLink(SpanLink(context: query.context, attributes: [:]))
        mail.recordError(StockError())
        mail.setStatus(SpanStatus(code: .error, message: "out of stock"))
        mail.end()
        order.end()
    }

    @Test func theOfficialClassesSeeWhatWasRecorded() async throws {
        try await Witness.run { witness in
            let telemetry = telemetry(witness) { configuration in
                configuration.otlp.compression = .gzip
                configuration.otlp.headers["api-key"] = "5ecret"
                configuration.resourceAttributes["deployment.environment.name"] = "test"
            }
            recordOrder(with: telemetry.tracer)
            await telemetry.forceFlush()
            let request = try #require(try await witness.requests(1).first)
            #expect(request.error == nil)
            #expect(request.unknown == [])
            #expect(request.path == "/v1/traces")
            #expect(request.headers["content-type"] == "application/x-protobuf")
            #expect(request.headers["content-encoding"] == "gzip")
            #expect(request.headers["api-key"] == "5ecret")
            #expect(request.headers["user-agent"]?.hasPrefix("OTel-OTLP-Exporter-Swift/") == true)

            #expect(request.spans.map(\.name) == ["INSERT orders", "send confirmation", "POST /orders"])
            let (query, mail, order) = (request.spans[0], request.spans[1], request.spans[2])
            for span in request.spans {
                #expect(span.resource["service.name"] == .string("shop"))
                #expect(span.resource["deployment.environment.name"] == .string("test"))
                #expect(span.resource["telemetry.sdk.name"] == .string("throughline"))
                #expect(span.resource["telemetry.sdk.language"] == .string("swift"))
                #expect(span.resource["service.instance.id"] != nil)
                #expect(span.scope == "InteropTests")
                #expect(span.traceID == order.traceID)
                #expect(span.end >= span.start)
                #expect(span.flags & 0xff == 0x03)
            }
            #expect(Set(request.spans.map(\.spanID)).count == 3)
            #expect(order.parentSpanID == "")
            #expect(order.kind == "SPAN_KIND_SERVER")
            #expect(order.attributes["http.response.status_code"] == .int(201))
            #expect(order.attributes["shop.paid"] == .bool(true))
            #expect(order.attributes["shop.weight"] == .double(1.5))
            #expect(order.attributes["shop.items"] == .array([.string("tea"), .string("Gebäck")]))
            #expect(order.status == "STATUS_CODE_UNSET")
            #expect(query.parentSpanID == order.spanID)
            #expect(query.kind == "SPAN_KIND_CLIENT")
            #expect(query.events.map(\.name) == ["locked"])
            #expect(query.events.map(\.attributes) == [["attempt": .int(1)]])
            #expect(mail.parentSpanID == order.spanID)
            #expect(mail.kind == "SPAN_KIND_PRODUCER")
            #expect(mail.links == [Witness.Request.Link(traceID: query.traceID, spanID: query.spanID)])
            #expect(mail.events.map { $0.attributes["exception.message"] } == [.string("out of stock")])
            #expect(mail.status == "STATUS_CODE_ERROR")
            #expect(mail.statusMessage == "out of stock")
            #expect(telemetry.statistics.exported == 3)
            await telemetry.shutdown()
        }
    }

    @Test func nothingIsLostWhileTheCollectorFails() async throws {
        try await Witness.run("503", "reset", "close", "429") { witness in
            let telemetry = telemetry(witness)
            recordOrder(with: telemetry.tracer)
            await telemetry.forceFlush()
            let requests = try await witness.requests(5)
            #expect(Set(requests.map(\.digest)).count == 1)
            #expect(requests.allSatisfy { $0.spans.count == 3 && $0.error == nil })
            #expect(telemetry.statistics.exported == 3)
            #expect(telemetry.statistics.failed == 0)
            await telemetry.shutdown()
            #expect(await witness.remainingRequests() == 0)
        }
    }

    @Test func theCollectorIsLeftAloneForAsLongAsItAsks() async throws {
        try await Witness.run("429:1") { witness in
            let telemetry = telemetry(witness)
            recordOrder(with: telemetry.tracer)
            await telemetry.forceFlush()
            let requests = try await witness.requests(2)
            #expect(requests[1].received - requests[0].received >= 1)
            #expect(telemetry.statistics.exported == 3)
            await telemetry.shutdown()
        }
    }

    @Test(arguments: ["400", "401", "404", "413", "500", "501", "302", "flood"])
    func whatIsRefusedIsCountedAndNotRepeated(step: String) async throws {
        try await Witness.run(step) { witness in
            let telemetry = telemetry(witness)
            recordOrder(with: telemetry.tracer)
            await telemetry.forceFlush()
            #expect(telemetry.statistics.failed == 3)
            #expect(telemetry.statistics.exported == 0)
            #expect(telemetry.statistics.waiting == 0)
            recordOrder(with: telemetry.tracer)
            await telemetry.forceFlush()
            #expect(telemetry.statistics.exported == 3)
            await telemetry.shutdown()
            #expect(await witness.remainingRequests() == 2)
        }
    }

    @Test func aPartialSuccessIsCounted() async throws {
        try await Witness.run("partial:1") { witness in
            let telemetry = telemetry(witness)
            recordOrder(with: telemetry.tracer)
            await telemetry.forceFlush()
            #expect(telemetry.statistics.exported == 2)
            #expect(telemetry.statistics.failed == 1)
            await telemetry.shutdown()
            #expect(await witness.remainingRequests() == 1)
        }
    }

    @Test func anAnswerThatIsNotOTLPIsASuccess() async throws {
        try await Witness.run("garbage") { witness in
            let telemetry = telemetry(witness)
            recordOrder(with: telemetry.tracer)
            await telemetry.forceFlush()
            #expect(telemetry.statistics.exported == 3)
            await telemetry.shutdown()
            #expect(await witness.remainingRequests() == 1)
        }
    }

    @Test func aStallDoesNotHoldTheShutdown() async throws {
        try await Witness.run("stall", "stall", "stall") { witness in
            let telemetry = telemetry(witness) { configuration in
                configuration.otlp.timeout = .milliseconds(200)
                configuration.shutdownTimeout = .milliseconds(300)
            }
            recordOrder(with: telemetry.tracer)
            await telemetry.shutdown()
            #expect(telemetry.statistics.exported == 0)
            #expect(telemetry.statistics.waiting == 0)
            // The time is over during an attempt, or between two.
            #expect(telemetry.statistics.failed + (telemetry.statistics.dropped[.shutdown] ?? 0) == 3)
        }
    }

    @Test func whatDidNotArriveArrivesLater() async throws {
        try await Witness.run("503") { witness in
            let telemetry = telemetry(witness) { $0.otlp.retry.maxAttempts = 1 }
            recordOrder(with: telemetry.tracer)
            await telemetry.forceFlush()  // refused; it is sent again by the next flush, or by itself
            await telemetry.forceFlush()
            #expect(telemetry.statistics.exported == 3)
            #expect(telemetry.statistics.failed == 0)
            #expect(telemetry.statistics.waiting == 0)
            await telemetry.shutdown()
        }
    }
}
