import HTTPTypes
import InMemoryTracing
import SemanticConventions
import SpanRecording
import TestSupport
import Testing
import ThroughlineHTTP
import Tracing

@Suite("The span of a request that a server answers")
struct HTTPServerSpanTests {
    private let tracer = InMemoryTracer()
    private let instrumentation = HTTPServerInstrumentation(
        scope: InstrumentationScope(name: "test"),
        options: HTTPServerOptions()
    )

    private func request(
        _ method: HTTPRequest.Method = .get,
        authority: String? = "shop.example:8080",
        path: String = "/users/1?page=2&sig=secret",
        headers: HTTPFields = [:]
    ) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "https", authority: authority, path: path, headerFields: headers)
    }

    /// Records one span.
    private func record(
        _ request: HTTPRequest,
        route: String? = nil,
        over connection: TestConnection? = nil,
        _ body: (HTTPServerSpan) -> Void = { _ in }
    ) throws -> FinishedInMemorySpan {
        withTracer(tracer) {
            let span = HTTPServerSpan(request, by: instrumentation, route: route, over: connection)
            body(span)
            span.end()
        }
        #expect(tracer.activeSpans.isEmpty)
        let spans = tracer.popFinishedSpans()
        #expect(spans.count == 1)
        return try #require(spans.first)
    }

    @Test("has every attribute of the convention, and no more")
    func attributes() throws {
        let headers: HTTPFields = [.userAgent: "curl/8", .authorization: "Bearer secret", .cookie: "secret=1"]
        let span = try record(
            request(headers: headers),
            over: TestConnection(peer: NetworkPeer(address: "192.0.2.1", port: 4711), protocolVersion: "1.1")
        ) { $0.answer(status: 200, route: "/users/{id}") }

        #expect(span.operationName == "GET /users/{id}")
        #expect(span.kind == .server)
        #expect(span.status == nil)
        #expect(span.errors.isEmpty)
        let expected: [String: AttributeValue] = [
            "client.address": "192.0.2.1",
            "http.request.method": "GET",
            "http.response.status_code": 200,
            "http.route": "/users/{id}",
            "network.peer.address": "192.0.2.1",
            "network.peer.port": 4711,
            "network.protocol.version": "1.1",
            "server.address": "shop.example",
            "server.port": 8080,
            "url.path": "/users/1",
            "url.query": "page=2&sig=REDACTED",
            "url.scheme": "https",
            "user_agent.original": "curl/8",
        ]
        #expect(span.allAttributes == expected)
    }

    @Test("has what is required where the request says next to nothing")
    func fewAttributes() throws {
        let span = try record(HTTPRequest(method: .get, scheme: nil, authority: "]broken[", path: nil))
        let expected: [String: AttributeValue] = ["http.request.method": "GET", "url.path": "/", "url.scheme": "http"]
        #expect(span.allAttributes == expected)
        #expect(span.operationName == "GET")
    }

    @Test("takes the server from the Host header where there is no authority")
    func host() throws {
        let span = try record(request(authority: nil, headers: [HTTPField.Name("host")!: "[::1]:81"]))
        #expect(span[.serverAddress] == "::1")
        #expect(span[.serverPort] == 81)
    }

    @Test(
        "has the scheme's port where the host names none",
        arguments: [("http", "shop.example", 80), ("https", "shop.example", 443), ("https", "shop.example:8443", 8443)]
    )
    func defaultPort(scheme: String, authority: String, port: Int) throws {
        let span = try record(HTTPRequest(method: .get, scheme: scheme, authority: authority, path: "/"))
        #expect(span[.serverAddress] == "shop.example")
        #expect(span[.serverPort] == port)
    }

    @Test(
        "has a scheme that is known, whatever a client says",
        arguments: [("HTTPS", "https"), ("wss", "wss"), ("javascript", "http"), ("", "http")]
    )
    func scheme(sent: String, recorded: String) throws {
        let span = try record(HTTPRequest(method: .get, scheme: sent, authority: nil, path: "/"))
        #expect(span[.urlScheme] == recorded)
        let encrypted = try record(
            HTTPRequest(method: .get, scheme: sent, authority: nil, path: "/"),
            over: TestConnection(isEncrypted: true)
        )
        #expect(encrypted[.urlScheme] == "https")
    }

    @Test("holds nothing of a peer's that could forge what is shown of it, or has no end")
    func hostileText() throws {
        let headers: HTTPFields = [.userAgent: String(repeating: "u", count: 70_000)]
        let span = try record(request(path: "/a\u{9b}2J?b=\u{85}c", headers: headers))
        #expect(span[.urlPath] == "/a%C2%9B2J")
        #expect(span[.urlQuery] == "b=%C2%85c")
        #expect(span[.userAgentOriginal]?.utf8.count == 8192)
    }

    @Test("names only known methods", arguments: ["get", "BREW", "GETS", "_OTHER", "M-SEARCH"])
    func otherMethod(name: String) throws {
        let span = try record(request(HTTPRequest.Method(name)!)) { $0.answer(status: 200, route: "/pot") }
        #expect(span.operationName == "HTTP /pot")
        #expect(span[.httpRequestMethod] == "_OTHER")
        #expect(span[.httpRequestMethodOriginal] == name)
        #expect(try record(request(HTTPRequest.Method(name)!)).operationName == "HTTP")
    }

    @Test(
        "names the known methods",
        arguments: ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE"]
    )
    func knownMethod(name: String) throws {
        let span = try record(request(HTTPRequest.Method(name)!), route: "/users/{id}")
        #expect(span.operationName == "\(name) /users/{id}")
        #expect(span[.httpRequestMethod] == name)
        #expect(span[.httpRequestMethodOriginal] == nil)
        #expect(span[.httpRoute] == "/users/{id}")
    }

    @Test("is no error below 500", arguments: [100, 200, 204, 302, 400, 404, 499])
    func success(status: Int) throws {
        let span = try record(request()) { $0.answer(status: status, error: Boom()) }
        #expect(span[.httpResponseStatusCode] == status)
        #expect(span[.errorType] == nil)
        #expect(span.status == nil)
        #expect(span.errors.isEmpty)
    }

    @Test("is an error from 500 on", arguments: [500, 503, 599])
    func serverError(status: Int) throws {
        let span = try record(request()) { $0.answer(status: status) }
        #expect(span[.httpResponseStatusCode] == status)
        #expect(span[.errorType] == "\(status)")
        #expect(span.status?.code == .error)
        #expect(span.status?.message == nil)
        #expect(span.errors.isEmpty)
    }

    @Test("records the error behind an answer of 500 and above")
    func answeredError() throws {
        let span = try record(request()) { $0.answer(status: 503, error: Boom()) }
        #expect(span[.errorType] == "503")
        #expect(span.errors.count == 1)
        #expect(span.errors.first?.error is Boom)
    }

    @Test("records an error once, however often it is told")
    func failure() throws {
        let span = try record(request()) { span in
            span.answer(status: 500)
            span.fail(Boom())
            span.fail(Boom())
        }
        #expect(span[.httpResponseStatusCode] == 500)
        #expect(span[.errorType] == "ThroughlineHTTPTests.Boom")
        #expect(span.status?.code == .error)
        #expect(span.errors.count == 1)
    }

    @Test("is an error of its own kind where the client went away, and keeps what it was sent")
    func disconnect() throws {
        let span = try record(request()) { span in
            span.answer(status: 201)
            span.disconnect(Boom())
            span.disconnect()
            span.fail(Boom())
        }
        #expect(span[.httpResponseStatusCode] == 201)
        #expect(span[.errorType] == "client_disconnected")
        #expect(span.status?.code == .error)
        #expect(span.errors.count == 1)
        let silent = try record(request()) { $0.disconnect() }
        #expect(silent[.errorType] == "client_disconnected")
        #expect(silent[.httpResponseStatusCode] == nil)
        #expect(silent.errors.isEmpty)
    }

    @Test("is named after the first route that is found, unless somebody has named it")
    func route() throws {
        let span = try record(request()) { span in
            span.match(route: "/users/{id}")
            span.match(route: "/other")
        }
        #expect(span.operationName == "GET /users/{id}")
        #expect(span[.httpRoute] == "/users/{id}")
        let named = try record(request()) { span in
            span.name = "mine"
            span.answer(status: 200, route: "/users/{id}")
        }
        #expect(named.operationName == "mine")
        #expect(named[.httpRoute] == "/users/{id}")
    }

    @Test("is the current one within its request, and no longer than that")
    func current() async throws {
        try await withTracer(tracer) {
            let span = HTTPServerSpan(request(), by: instrumentation)
            let left = await span.withCurrent {
                #expect(HTTPServerSpan.current === span)
                await HTTPServerSpan.excluding {
                    #expect(HTTPServerSpan.current == nil)
                    guard case .excluded = HTTPServerSpan.enclosing else {
                        Issue.record("It is excluded")
                        return
                    }
                }
                let (ended, continuation) = AsyncStream<Void>.makeStream()
                // What a request leaves behind may ask for something later: that is not the same request.
                let left = Task {
                    _ = await ended.first { _ in true }
                    return HTTPServerSpan.current == nil
                }
                span.end()
                continuation.yield()
                return left
            }
            #expect(await left.value)
            #expect(HTTPServerSpan.current == nil)
        }
        #expect(tracer.finishedSpans.count == 1)
    }

    @Test("ends once, and takes nothing after")
    func end() throws {
        let span = try record(request()) { span in
            span.end()
            span.answer(status: 500)
            span.fail(Boom())
            span.end()
        }
        #expect(span[.httpResponseStatusCode] == nil)
        #expect(span.status == nil)
    }

    @Test("ends when nobody holds it any more")
    func release() {
        withTracer(tracer) { _ = HTTPServerSpan(request(), by: instrumentation) }
        #expect(tracer.activeSpans.isEmpty)
        #expect(tracer.finishedSpans.count == 1)
    }

    @Test("goes on with the trace that the headers carry")
    func parent() throws {
        var headers: HTTPFields = [:]
        let carrier = HTTPFieldsCarrier()
        carrier.inject("trace-7", forKey: InMemoryTracer.traceIDKey, into: &headers)
        carrier.inject("span-7", forKey: InMemoryTracer.spanIDKey, into: &headers)
        let span = try record(request(headers: headers))
        #expect(span.traceID == "trace-7")
        #expect(span.parentSpanID == "span-7")
    }

    @Test("is no part of what the whole server runs in: a request that brings no trace starts one")
    func ambientSpan() throws {
        let tracer = InMemoryTracer()
        try withTracer(tracer) {
            try withSpan("main") { main in
                HTTPServerSpan(try request(), by: HTTPServerInstrumentation(scope: InstrumentationScope(name: "test")))
                    .end()
            }
        }
        let server = try #require(tracer.finishedSpans.first { $0.operationName != "main" })
        #expect(server.parentSpanID == nil)
    }

    @Test("costs nothing and harms nothing without a tracing backend")
    func noBackend() {
        withTracer(NoOpTracer()) {
            let span = HTTPServerSpan(request(), by: instrumentation)
            #expect(!span.isRecording)
            #expect(TraceResponse.value(for: span.context) == nil)
            span.answer(status: 500)
            span.fail(Boom())
            span.end()
        }
    }
}
