import Hummingbird
import HummingbirdTesting
import InMemoryTracing
import NIOCore
import TestSupport
import Testing
import ThroughlineHummingbird
import Tracing

@Suite("Bad input, raw", .timeLimit(.minutes(5)))
struct BadInputTests {
    private let tracer = InMemoryTracer()

    /// What a server answers to raw text, and the spans that are left; the server has to answer the next one as ever.
    private func send(
        _ text: String,
        options: HTTPServerOptions = HTTPServerOptions()
    ) async throws -> (answer: String, spans: [FinishedInMemorySpan]) {
        let router = Router(context: ConnectedRequestContext.self)
        router.add(middleware: TelemetryMiddleware(options: options))
        router.get("**") { _, _ in "fine" }
        let answer = try await withTracer(tracer) {
            try await Application(router: router).test(.live) { client in
                let port = try #require(client.port)
                let answer = try await RawConnection.with(port: port) { connection in
                    try await connection.send(text)
                    return try await connection.read(until: "\r\n\r\n")
                }
                try await client.execute(uri: "/next", method: .get) { #expect($0.status == .ok) }
                return answer
            }
        }
        #expect(tracer.activeSpans.isEmpty)
        let spans = tracer.popFinishedSpans()
        #expect(spans.last?[.urlPath] == "/next")
        for span in spans { expectSafe(span) }
        return (answer, spans.dropLast())
    }

    private func expectSafe(_ span: FinishedInMemorySpan) {
        span.attributes.forEach { _, value in
            switch AttributeValue(value) {
            case .string(let text): expectSafe(text)
            case .strings(let texts): texts.forEach(expectSafe)
            default: break
            }
        }
    }

    private func expectSafe(_ text: String) {
        #expect(text.utf8.count <= 8192 + 4)
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) })
    }

    private func request(_ target: String = "/a", _ headers: String...) -> String {
        "GET \(target) HTTP/1.1\r\nHost: localhost\r\n" + headers.map { "\($0)\r\n" }.joined() + "\r\n"
    }

    @Test(
        "A query cannot bring control characters into a trace",
        arguments: [
            "/a?b=%00%1b[2J%0d%0a", "/a?\u{85}=\u{9b}2J", "/\u{202e}a?b", "/a?b=\u{1}", "/a\u{7f}?b", "/é?ü=漢字",
        ]
    )
    func controlCharacters(target: String) async throws {
        let (answer, spans) = try await send(request(target))
        // The server may refuse it before anybody sees it; then there is nothing to record.
        #expect(answer.hasPrefix("HTTP/1.1 200") ? spans.count == 1 : answer.hasPrefix("HTTP/1.1 400") && spans.isEmpty)
    }

    @Test("Many headers, those of a wildcard among them, leave a span of bounded size")
    func headerFlood() async throws {
        var options = HTTPServerOptions()
        options.capturedRequestHeaders = ["x-*"]
        let headers = (0..<900).map { "X-\($0): \(String(repeating: "v", count: 50))\r\n" }.joined()
        let (answer, spans) = try await send(
            "GET /a HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n",
            options: options
        )
        #expect(answer.hasPrefix("HTTP/1.1 200"))
        #expect(spans.count == 1)
        #expect(try #require(spans.first).attributeNames.count <= 128 + 16)
    }

    @Test("A huge user agent is cut")
    func userAgent() async throws {
        let (answer, spans) = try await send(request("/a", "User-Agent: " + String(repeating: "u", count: 60_000)))
        #expect(answer.hasPrefix("HTTP/1.1 200"))
        #expect(spans.first?[.userAgentOriginal]?.utf8.count == 8192)
    }

    @Test("Baggage of 8 KB and duplicate trace headers harm nobody")
    func propagation() async throws {
        let parent = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let baggage =
            "baggage: " + (0..<180).map { "key\($0)=\(String(repeating: "v", count: 38))" }.joined(separator: ",")
        let (answer, spans) = try await send(request("/a", baggage, baggage, parent, parent, "tracestate: ,,=,a"))
        #expect(answer.hasPrefix("HTTP/1.1 200"))
        #expect(spans.count == 1)
    }

    @Test(
        "Hostile hosts and proxies' headers are no addresses",
        arguments: [
            "Host: evil host", "Host: <script>", "Host: user:password@shop.example", "Host: shop:99999999999999999999",
            "Host: [::1", "Forwarded: for=\"", "Forwarded: ;;;,,,===", "X-Forwarded-For: ,,,, ,",
            "X-Forwarded-Proto: é",
        ]
    )
    func hosts(header: String) async throws {
        var options = HTTPServerOptions()
        options.trustedProxies = [.loopback]
        let (answer, spans) = try await send("GET /a HTTP/1.1\r\n\(header)\r\n\r\n", options: options)
        #expect(answer.hasPrefix("HTTP/1.1 200"))
        #expect(spans.first?[.serverAddress] == nil)
        #expect(spans.first?[.clientAddress] == "127.0.0.1")
        #expect(spans.first?[.urlScheme] == "http")
    }

    @Test(
        "Requests of every form are traced",
        arguments: [
            ("GET http://shop.example/a?b HTTP/1.1\r\nHost: localhost", "GET /**", "/a"),
            ("GET /a HTTP/1.0", "GET /**", "/a"),
            ("GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket", "GET /**", "/a"),
            ("DELETE /a HTTP/1.1\r\nHost: localhost", "DELETE", "/a"),
            ("OPTIONS * HTTP/1.1\r\nHost: localhost", "OPTIONS", "*"),
            ("PROPFIND /a HTTP/1.1\r\nHost: localhost", "HTTP", "/a"),
        ]
    )
    func forms(head: String, name: String, path: String) async throws {
        let (_, spans) = try await send(head + "\r\n\r\n")
        #expect(spans.count == 1)
        #expect(spans.first?.operationName == name)
        #expect(spans.first?[.urlPath] == path)
        #expect(spans.first?.status == nil)
    }

    @Test("What is no HTTP at all is answered, and leaves no span", arguments: ["\u{0}\u{0}\r\n\r\n", "GET\r\n\r\n"])
    func noHTTP(text: String) async throws {
        let (answer, spans) = try await send(text)
        #expect(answer.hasPrefix("HTTP/1.1 400"))
        #expect(spans.isEmpty)
    }
}
