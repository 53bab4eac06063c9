import HTTPTypes
import Hummingbird
import HummingbirdTesting
import OTLP
import TestSupport
import Testing
import Throughline
import ThroughlineHTTP
import ThroughlineHummingbird
import Tracing

/// With the SDK of this project as the tracing backend.
@Suite("The trace that comes in and goes out", .timeLimit(.minutes(5)))
struct PropagationTests {
    private let exporter = InMemorySpanExporter()
    private let telemetry: Telemetry

    private static let traceID = "0af7651916cd43dd8448eb211c80319c"
    private static let parent = "00-\(traceID)-b7ad6b7169203331-01"

    init() { telemetry = Telemetry(recordingInto: exporter) }

    /// Sends one request and returns the answer's `traceresponse` and the spans.
    private func send(
        _ uri: String,
        headers: HTTPFields = [:],
        expecting status: HTTPResponse.Status = .ok,
        setup: TestingSetup = .router,
        through tracer: (any Tracer)? = nil
    ) async throws -> (traceResponse: String?, spans: [OTLP.Span]) {
        let router = Router()
        router.add(middleware: TelemetryMiddleware(excluding: ["/health"], traceResponse: true))
        router.get("ok") { _, _ in withSpan("work") { _ in "fine" } }
        router.get("health") { _, _ in "fine" }
        router.get("boom") { _, _ -> String in throw Boom() }
        router.get("teapot") { _, _ -> String in
            throw HTTPError(HTTPResponse.Status(code: 418), headers: [.allow: "GET"], message: "short and stout")
        }
        router.get("custom") { _, _ -> String in throw CustomError() }
        router.get("stream") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    try await withSpan("chunk") { _ in try await writer.write(ByteBuffer(string: "chunk")) }
                    try await writer.finish(nil)
                }
            )
        }
        let answer = try await withTracer(tracer ?? telemetry.tracer) {
            try await Application(router: router).test(setup) { client in
                try await client.execute(uri: uri, method: .get, headers: headers)
            }
        }
        #expect(answer.status == status)
        if uri == "/teapot" {
            #expect(answer.headers[.allow] == "GET")
            #expect(String(buffer: answer.body).contains("short and stout"))
        }
        if uri == "/custom" { #expect(String(buffer: answer.body) == "custom") }
        await telemetry.forceFlush()
        return (answer.headers[TraceResponse.fieldName], exporter.spans)
    }

    @Test("A traceparent is the parent, and its trace goes on")
    func parent() async throws {
        let (traceResponse, spans) = try await send("/ok", headers: [.traceParent: Self.parent])
        #expect(spans.map(\.name) == ["work", "GET /ok"])
        let server = try #require(spans.last)
        #expect(server.traceID.hex == Self.traceID)
        #expect(server.parentSpanID.hex == "b7ad6b7169203331")
        #expect(spans.first?.parentSpanID == server.spanID)
        #expect(traceResponse?.hasPrefix("00-\(Self.traceID)-\(server.spanID.hex)-") == true)
    }

    @Test("Several tracestate headers are one list, in their order")
    func traceState() async throws {
        var headers: HTTPFields = [.traceParent: Self.parent]
        let name = try #require(HTTPField.Name("tracestate"))
        headers.append(HTTPField(name: name, value: "a=1"))
        headers.append(HTTPField(name: name, value: "b=2"))
        let (_, spans) = try await send("/ok", headers: headers)
        #expect(spans.last?.traceState == "a=1,b=2")
    }

    @Test("Several traceparent headers are malformed: a new trace starts")
    func severalParents() async throws {
        var headers: HTTPFields = [:]
        headers.append(HTTPField(name: .traceParent, value: Self.parent))
        headers.append(HTTPField(name: .traceParent, value: Self.parent))
        let (_, spans) = try await send("/ok", headers: headers)
        #expect(spans.last?.parentSpanID == [])
        #expect(spans.last?.traceID.hex != Self.traceID)
    }

    @Test(
        "Every answer to a traced request names its trace",
        arguments: [
            ("/ok", .ok), ("/stream", .ok), ("/nowhere", .notFound), ("/teapot", HTTPResponse.Status(code: 418)),
            ("/custom", .conflict), ("/boom", .internalServerError),
        ] as [(String, HTTPResponse.Status)],
        [TestingSetup.router, .live]
    )
    func traceResponse(request: (uri: String, status: HTTPResponse.Status), setup: TestingSetup) async throws {
        let (traceResponse, spans) = try await send(request.uri, expecting: request.status, setup: setup)
        let server = try #require(spans.last)
        #expect(server.kind == .server)
        let value = try #require(traceResponse)
        #expect(value.hasPrefix("00-\(server.traceID.hex)-\(server.spanID.hex)-"))
        #expect(value.utf8.count == 55)
        #expect(server.events.count == (request.uri == "/boom" ? 1 : 0))
    }

    @Test("An excluded request is answered without it")
    func excluded() async throws {
        let (traceResponse, spans) = try await send("/health", headers: [.traceParent: Self.parent])
        #expect(traceResponse == nil)
        #expect(spans.isEmpty)
    }

    @Test("A trace that is not sampled is passed on, and nothing of it is recorded", arguments: ["/ok", "/stream"])
    func unsampled(uri: String) async throws {
        let (traceResponse, spans) = try await send(
            uri,
            headers: [.traceParent: "00-\(Self.traceID)-b7ad6b7169203331-00"]
        )
        #expect(spans.isEmpty)
        #expect(traceResponse?.hasPrefix("00-\(Self.traceID)-") == true)
        #expect(traceResponse?.hasSuffix("-00") == true)
    }

    @Test("Without a tracing backend everything is answered as ever", arguments: ["/ok", "/stream"])
    func noBackend(uri: String) async throws {
        let (traceResponse, spans) = try await send(uri, headers: [.traceParent: Self.parent], through: NoOpTracer())
        #expect(traceResponse == nil)
        #expect(spans.isEmpty)
    }

    @Test("An error on its way to the answer can still be found")
    func errors() async throws {
        let observer = ErrorObserver<BasicRequestContext>()
        let router = Router()
        router.add(middleware: observer)
        router.add(middleware: TelemetryMiddleware(traceResponse: true))
        router.get("boom") { _, _ -> String in throw Boom() }
        router.get("teapot") { _, _ -> String in throw HTTPError(.init(code: 418)) }
        try await withTracer(telemetry.tracer) {
            try await Application(router: router).test(.router) { client in
                _ = try await client.execute(uri: "/boom", method: .get)
                #expect((observer.error as? TracedError)?.underlying is Boom)
                _ = try await client.execute(uri: "/teapot", method: .get)
                #expect(observer.error is HTTPError)
            }
        }
    }
}

extension HTTPField.Name {
    fileprivate static let traceParent = HTTPField.Name("traceparent")!
}

extension [UInt8] {
    fileprivate var hex: String {
        map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
