import Gzip
import InMemoryTracing
import Logging
import OTLP
import TestSupport
import Testing
import Tracing

@testable import Throughline

@Suite(.timeLimit(.minutes(5)))
struct OTLPHTTPSpanExporterTests {
    /// A batch of some spans.
    static let batch = try? SpanBatch(
        count: 3,
        encoded: ExportTraceServiceRequest(
            resourceSpans: [
                ResourceSpans(scopeSpans: [
                    ScopeSpans(
                        spans: (1...3).map { index in
                            OTLP.Span(
                                traceID: [UInt8](repeating: 1, count: 16),
                                spanID: [UInt8](repeating: index, count: 8),
                                name: "span"
                            )
                        }
                    )
                ])
            ]
        ).protobuf()
    )

    let batch: SpanBatch
    /// Pauses are over at once; the time limit of 10 seconds waits.
    let clock = ManualClock(waitingFrom: .seconds(10))
    let log = LogRecorder()
    var settings = Configuration.OTLP()

    init() throws {
        batch = try #require(Self.batch)
        settings.headers["api-key"] = "5ecret"
    }

    func exporter(
        of server: ScriptedServer,
        jitter: Double = 1,
        now: Int64 = 0,
        _ change: (inout Configuration.OTLP) -> Void = { _ in }
    ) -> OTLPHTTPSpanExporter {
        var settings = settings
        settings.endpoint = .base(server.url)
        change(&settings)
        return exporter(settings, jitter: jitter, now: now)
    }

    func exporter(_ settings: Configuration.OTLP, jitter: Double = 1, now: Int64 = 0) -> OTLPHTTPSpanExporter {
        OTLPHTTPSpanExporter(
            settings,
            diagnostics: Diagnostics(logger: log.logger),
            surroundings: .init(clock: clock, jitter: { jitter }, now: { now })
        )
    }

    // MARK: On the wire

    @Test func sendsWhatTheProtocolAsksFor() async throws {
        try await ScriptedServer.run([]) { server in
            let exporter = exporter(of: server)
            #expect(await exporter.export(batch) == .success)
            let request = try #require(server.requests.first)
            #expect(request.line == "POST /v1/traces HTTP/1.1")
            #expect(request.values("Content-Type") == ["application/x-protobuf"])
            #expect(request.values("Content-Length") == ["\(batch.encoded.count)"])
            #expect(request.values("Content-Encoding") == [])
            #expect(request.values("User-Agent") == ["OTel-OTLP-Exporter-Swift/\(SDK.version)"])
            #expect(request.values("api-key") == ["5ecret"])
            #expect(request.body == batch.encoded)
            await exporter.shutdown()
        }
    }

    @Test func compresses() async throws {
        try await ScriptedServer.run([]) { server in
            let exporter = exporter(of: server) { $0.compression = .gzip }
            #expect(await exporter.export(batch) == .success)
            let request = try #require(server.requests.first)
            #expect(request.values("Content-Encoding") == ["gzip"])
            #expect(request.values("Content-Length") == ["\(request.body.count)"])
            #expect(try Gzip.decompress(request.body, limit: 1 << 20) == batch.encoded)
            await exporter.shutdown()
        }
    }

    @Test func namesAProductBeforeItself() async throws {
        try await ScriptedServer.run([]) { server in
            let exporter = exporter(of: server) { $0.userAgentProduct = "Shop/2.1" }
            _ = await exporter.export(batch)
            let agent = "Shop/2.1 OTel-OTLP-Exporter-Swift/\(SDK.version)"
            #expect(server.requests.first?.values("User-Agent") == [agent])
            await exporter.shutdown()
        }
    }

    @Test func keepsTheConnection() async throws {
        try await ScriptedServer.run([]) { server in
            let exporter = exporter(of: server)
            for _ in 1...5 { _ = await exporter.export(batch) }
            #expect(server.requests.count == 5)
            #expect(server.connections == 1)
            await exporter.shutdown()
        }
    }

    @Test func isNotTraced() async throws {
        let tracer = InMemoryTracer()
        try await ScriptedServer.run([]) { server in
            try await withTracer(tracer) {
                try await withSpan("outer") { _ in
                    let exporter = exporter(of: server)
                    _ = await exporter.export(batch)
                    await exporter.shutdown()
                    let request = try #require(server.requests.first)
                    #expect(request.headers.allSatisfy { !$0.name.lowercased().hasPrefix("in-memory") })
                    #expect(request.values("traceparent") == [])
                }
            }
        }
        #expect(tracer.finishedSpans.map(\.operationName) == ["outer"])
    }

    @Test func sendsNothingForNoSpans() async throws {
        try await ScriptedServer.run([]) { server in
            let exporter = exporter(of: server)
            #expect(await exporter.export(SpanBatch(count: 0, encoded: [])) == .success)
            #expect(server.requests.isEmpty)
            await exporter.shutdown()
        }
    }

    // MARK: Answers

    @Test(arguments: ["200 OK", "202 Accepted", "204 No Content"])
    func takesEverySuccess(status: String) async throws {
        try await ScriptedServer.run([.status(status, headers: "Content-Type: application/x-protobuf; v=1\r\n")]) {
            server in
            let exporter = exporter(of: server)
            #expect(await exporter.export(batch) == .success)
            #expect(server.requests.count == 1)
            await exporter.shutdown()
        }
    }

    @Test(arguments: [
        "301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect", "400 Bad Request",
        "401 Unauthorized", "403 Forbidden", "404 Not Found", "408 Request Timeout", "413 Content Too Large",
        "500 Internal Server Error", "501 Not Implemented", "505 HTTP Version Not Supported", "599 Whatever",
    ])
    func neverRepeatsWhatIsRefused(status: String) async throws {
        let headers = "Location: /elsewhere\r\nRetry-After: 1\r\n"
        try await ScriptedServer.run([.status(status, headers: headers)]) { server in
            let exporter = exporter(of: server)
            guard case .failure(let reason) = await exporter.export(batch) else {
                Issue.record("not a failure")
                return
            }
            #expect(reason.contains("HTTP \(status.prefix(3))"))
            #expect(server.requests.count == 1)
            #expect(clock.pauses == [])
            await exporter.shutdown()
        }
    }

    @Test(arguments: ["429 Too Many Requests", "502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"])
    func repeatsWhatMaySucceed(status: String) async throws {
        try await ScriptedServer.run([.status(status), .status(status)]) { server in
            let exporter = exporter(of: server)
            #expect(await exporter.export(batch) == .success)
            #expect(server.requests.map(\.body) == [batch.encoded, batch.encoded, batch.encoded])
            #expect(clock.pauses == [.seconds(1), .seconds(1.5)])
            await exporter.shutdown()
        }
    }

    @Test func givesUpAfterTheLastAttempt() async throws {
        try await ScriptedServer.run(Array(repeating: .status("503 Service Unavailable"), count: 9)) { server in
            let exporter = exporter(of: server)
            #expect(await exporter.export(batch) == .retryable(reason: "\(server.url): HTTP 503"))
            #expect(server.requests.count == 5)
            #expect(clock.pauses == [.seconds(1), .seconds(1.5), .seconds(2.25), .seconds(3.375)])
            await exporter.shutdown()
        }
    }

    @Test func givesUpWhenAPauseHasNoTimeLeft() async throws {
        try await ScriptedServer.run(Array(repeating: .status("503 Service Unavailable"), count: 9)) { server in
            let exporter = exporter(of: server) { $0.retry.maxAttempts = 100 }
            #expect(await exporter.export(batch) == .retryable(reason: "\(server.url): HTTP 503"))
            // 1 + 1.5 + 2.25 + 3.375 seconds have passed; 5 more would be beyond the limit of 10.
            #expect(server.requests.count == 5)
            await exporter.shutdown()
        }
    }

    @Test func drawsThePause() async throws {
        try await ScriptedServer.run([.status("503 Service Unavailable")]) { server in
            let exporter = exporter(of: server, jitter: 0.25)
            #expect(await exporter.export(batch) == .success)
            #expect(clock.pauses == [.seconds(0.25)])
            await exporter.shutdown()
        }
    }

    @Test(arguments: [
        ("7", Duration.seconds(7)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", .seconds(4)),
        ("Sunday, 06-Nov-94 08:49:37 GMT", .seconds(4)),
        ("Sun Nov  6 08:49:37 1994", .seconds(4)),
        ("Sun, 06 Nov 1993 08:49:37 GMT", .seconds(1)),
        ("soon", .seconds(1)),
        ("-3", .seconds(1)),
    ])
    func waitsAsLongAsAsked(retryAfter: String, pause: Duration) async throws {
        let step = ScriptedServer.Step.status("429 Too Many Requests", headers: "Retry-After: \(retryAfter)\r\n")
        try await ScriptedServer.run([step]) { server in
            let exporter = exporter(of: server, now: 784_111_773)
            #expect(await exporter.export(batch) == .success)
            #expect(clock.pauses == [pause])
            await exporter.shutdown()
        }
    }

    @Test func remembersALongSilence() async throws {
        let step = ScriptedServer.Step.status("503 Service Unavailable", headers: "Retry-After: 40\r\n")
        try await ScriptedServer.run([step]) { server in
            let exporter = exporter(of: server)
            #expect(await exporter.export(batch) == .retryable(reason: "\(server.url): HTTP 503"))
            guard case .retryable = await exporter.export(batch) else {
                Issue.record("not retryable")
                return
            }
            #expect(server.requests.count == 1)
            #expect(clock.pauses == [])
            clock.advance(by: .seconds(35))
            #expect(await exporter.export(batch) == .success)
            #expect(clock.pauses == [.seconds(5)])
            #expect(server.requests.count == 2)
            await exporter.shutdown()
        }
    }

    @Test func doesNotFallSilentForEver() async throws {
        let step = ScriptedServer.Step.status(
            "503 Service Unavailable",
            headers: "Retry-After: 99999999999999999999\r\n"
        )
        try await ScriptedServer.run([step]) { server in
            let exporter = exporter(of: server)
            _ = await exporter.export(batch)
            clock.advance(by: .seconds(300))
            #expect(await exporter.export(batch) == .success)
            await exporter.shutdown()
        }
    }

    @Test(arguments: [false, true])
    func tellsOfAPartialSuccess(isJSON: Bool) async throws {
        let answer = ExportTraceServiceResponse(
            partialSuccess: ExportTracePartialSuccess(rejectedSpans: 2, errorMessage: "too\nlong")
        )
        let body = try isJSON ? answer.json() : answer.protobuf()
        let type = isJSON ? "application/json; charset=utf-8" : "application/x-protobuf"
        try await ScriptedServer.run([.status("200 OK", headers: "Content-Type: \(type)\r\n", body: body)]) { server in
            let exporter = exporter(of: server)
            #expect(await exporter.export(batch) == .partialSuccess(rejected: 2, message: "too\\u{a}long"))
            #expect(server.requests.count == 1)
            await exporter.shutdown()
        }
    }

    @Test(arguments: [(Int64.max, 3), (Int64.min, 0), (0, 0)])
    func doesNotBelieveAnImpossiblePartialSuccess(claimed: Int64, rejected: Int) async throws {
        let answer = ExportTraceServiceResponse(
            partialSuccess: ExportTracePartialSuccess(rejectedSpans: claimed, errorMessage: "hm")
        )
        try await ScriptedServer.run([.status("200 OK", body: try answer.protobuf())]) { server in
            let exporter = exporter(of: server)
            #expect(await exporter.export(batch) == .partialSuccess(rejected: rejected, message: "hm"))
            await exporter.shutdown()
        }
    }

    @Test func takesAnEmptyPartialSuccessAsSuccess() async throws {
        let answer = ExportTraceServiceResponse(partialSuccess: ExportTracePartialSuccess())
        try await ScriptedServer.run([.status("200 OK", body: try answer.protobuf())]) { server in
            let exporter = exporter(of: server)
            #expect(await exporter.export(batch) == .success)
            await exporter.shutdown()
        }
    }

    @Test func complainsOnceAboutAnAnswerThatIsNotOTLP() async throws {
        let page = ScriptedServer.Step.status("200 OK", body: Array("<html>It works!</html>".utf8))
        try await ScriptedServer.run([page, page]) { server in
            let exporter = exporter(of: server)
            #expect(await exporter.export(batch) == .success)
            #expect(await exporter.export(batch) == .success)
            #expect(log.messages.count == 1)
            await exporter.shutdown()
        }
    }

    @Test func repeatsTheReasonOfARefusal() async throws {
        let status = RPCStatus(code: 3, message: "span name is \u{1b}[31mempty")
        let words = "span name is \\u{1b}[31mempty"
        let answers: [(type: String, body: [UInt8], words: String)] = [
            ("application/x-protobuf", try status.protobuf(), ": \(words)"),
            ("application/json", try status.json(), ": \(words)"),
            ("text/plain; charset=utf-8", Array(status.message.utf8), ": \(words)"),
            ("text/html", Array("<html>".utf8), ""),
            ("application/x-protobuf", [0xff, 0xff], ""),
            (
                "text/plain", [UInt8](repeating: UInt8(ascii: "x"), count: 5000),
                ": \(String(repeating: "x", count: 256))…"
            ),
        ]
        for (type, body, words) in answers {
            let step = ScriptedServer.Step.status("400 Bad Request", headers: "Content-Type: \(type)\r\n", body: body)
            try await ScriptedServer.run([step]) { server in
                let exporter = exporter(of: server)
                #expect(await exporter.export(batch) == .failure(reason: "\(server.url): HTTP 400\(words)"))
                await exporter.shutdown()
            }
        }
    }

    // MARK: Faults

    @Test func triesAgainWhenRefused() async throws {
        let port = try await ScriptedServer.run([]) { $0.port }  // which is closed now
        var settings = settings
        settings.endpoint = .base("http://127.0.0.1:\(port)")
        let exporter = exporter(settings)
        guard case .retryable(let reason) = await exporter.export(batch) else {
            Issue.record("not retryable")
            return
        }
        #expect(reason.contains("the connection was refused"))
        #expect(clock.pauses.count == 4)
        await exporter.shutdown()
    }

    @Test(arguments: [
        ScriptedServer.Step.resetInRequest,
        .close,
        .breakOff(after: Array("HTTP/1.1 20".utf8)),
        .breakOff(after: Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc".utf8)),
    ])
    func triesAgainWhenTheConnectionBreaks(step: ScriptedServer.Step) async throws {
        try await ScriptedServer.run([step]) { server in
            let exporter = exporter(of: server)
            #expect(await exporter.export(batch) == .success)
            #expect(server.requests.count == 2)
            #expect(clock.pauses == [.seconds(1)])
            await exporter.shutdown()
        }
    }

    @Test(arguments: [
        [],
        Array("HTTP/1.1 200".utf8),
        Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc".utf8),
        Array("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 100\r\n\r\nabc".utf8),
    ])
    func endsAStallInTime(bytes: [UInt8]) async throws {
        try await ScriptedServer.run([.stall(after: bytes)]) { server in
            let exporter = exporter(of: server)
            async let outcome = exporter.export(batch)
            await server.requests(atLeast: 1)
            await clock.hasSleeper()
            clock.advance(by: .seconds(10))
            guard case .retryable = await outcome else {
                Issue.record("not retryable")
                return
            }
            await server.allClosed()
            #expect(server.requests.count == 1)
            await exporter.shutdown()
        }
    }

    @Test func doesNotRepeatARefusalWhoseReasonStalls() async throws {
        let bytes = Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 100\r\n\r\nabc".utf8)
        try await ScriptedServer.run([.stall(after: bytes)]) { server in
            var settings = settings
            settings.endpoint = .base(server.url)
            settings.timeout = .seconds(1)
            // Nothing tells a test when a head has been read, so that here the real clock has to run.
            let exporter = OTLPHTTPSpanExporter(settings, logger: log.logger)
            #expect(await exporter.export(batch) == .failure(reason: "\(server.url): HTTP 400"))
            #expect(server.requests.count == 1)
            await exporter.shutdown()
        }
    }

    @Test(arguments: [
        ScriptedServer.Step.status("200 OK", body: [UInt8](repeating: 0, count: 5 << 20)),
        .flood(
            head: Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8),
            chunk: Array("10000\r\n".utf8) + [UInt8](repeating: 0, count: 1 << 16) + Array("\r\n".utf8)
        ),
    ])
    func doesNotReadAnAnswerWithoutEnd(step: ScriptedServer.Step) async throws {
        try await ScriptedServer.run([step]) { server in
            let exporter = exporter(of: server)
            guard case .failure(let reason) = await exporter.export(batch) else {
                Issue.record("not a failure")
                return
            }
            #expect(reason.contains("more than 4194304 bytes"))
            #expect(server.requests.count == 1)
            await server.allClosed()
            await exporter.shutdown()
        }
    }

    @Test func doesNotRepeatWhatIsNoHTTP() async throws {
        try await ScriptedServer.run([.answer(Array("SSH-2.0-OpenSSH_9.6\r\n\r\n".utf8))]) { server in
            let exporter = exporter(of: server)
            guard case .failure = await exporter.export(batch) else {
                Issue.record("not a failure")
                return
            }
            #expect(server.requests.count == 1)
            await exporter.shutdown()
        }
    }

    @Test(arguments: [Configuration.Compression.none, .gzip])
    func doesNotSendTooMuch(compression: Configuration.Compression) async throws {
        try await ScriptedServer.run([]) { server in
            let exporter = exporter(of: server) { settings in
                settings.compression = compression
                settings.maxRequestSize = batch.encoded.count - 1
            }
            guard case .failure(let reason) = await exporter.export(batch) else {
                Issue.record("not a failure")
                return
            }
            #expect(reason.contains("\(batch.encoded.count) bytes"))
            #expect(server.connections == 0)
            await exporter.shutdown()
        }
    }

    @Test func doesNotSendTooMuchAfterCompression() async throws {
        // 40 bytes at random do not get smaller.
        let batch = SpanBatch(count: 1, encoded: (0..<40).map { UInt8(truncatingIfNeeded: $0 &* 167) })
        try await ScriptedServer.run([]) { server in
            let exporter = exporter(of: server) { settings in
                settings.compression = .gzip
                settings.maxRequestSize = 40
            }
            guard case .failure(let reason) = await exporter.export(batch) else {
                Issue.record("not a failure")
                return
            }
            #expect(reason.contains("compressed"))
            #expect(server.connections == 0)
            await exporter.shutdown()
        }
    }

    @Test func neverShowsAHeader() async throws {
        let steps: [ScriptedServer.Step] = [
            .status("401 Unauthorized"), .close, .resetInRequest, .answer(Array("nonsense\r\n\r\n".utf8)),
            .status("301 Moved Permanently"), .status("503 Service Unavailable"),
        ]
        for step in steps {
            try await ScriptedServer.run([step]) { server in
                let exporter = exporter(of: server) { $0.retry.maxAttempts = 1 }
                let outcome = await exporter.export(batch)
                #expect(outcome != .success)
                #expect(!"\(outcome)".contains("5ecret"))
                await exporter.shutdown()
            }
        }
        #expect(!log.messages.joined().contains("5ecret"))
    }

    // MARK: The end

    @Test func endsWhenCancelled() async throws {
        try await ScriptedServer.run([.stall(after: [])]) { server in
            let exporter = exporter(of: server)
            let task = Task { await exporter.export(batch) }
            await server.requests(atLeast: 1)
            task.cancel()
            guard case .retryable = await task.value else {
                Issue.record("not retryable")
                return
            }
            await server.allClosed()
            await exporter.shutdown()
        }
    }

    @Test func endsWhenShutDown() async throws {
        try await ScriptedServer.run([.stall(after: [])]) { server in
            let exporter = exporter(of: server)
            async let outcome = exporter.export(batch)
            await server.requests(atLeast: 1)
            await exporter.shutdown()
            #expect(await outcome != .success)
            await server.allClosed()
            #expect(await exporter.export(batch) == .failure(reason: "the exporter is shut down"))
            await exporter.shutdown()
            #expect(server.requests.count == 1)
        }
    }

    @Test func mayGoWithoutAShutdown() async throws {
        try await ScriptedServer.run([]) { server in
            do {
                let exporter = exporter(of: server)
                #expect(await exporter.export(batch) == .success)
            }
            await server.allClosed()
        }
    }

    @Test func usesTheDefaultForAnImpossibleEndpoint() {
        var settings = settings
        settings.endpoint = "collector.example"
        _ = exporter(settings)
        #expect(
            log.messages == [
                "The OTLP endpoint is not an http or https address; http://localhost:4318/v1/traces is used"
            ]
        )
    }
}
