import AsyncHTTPClient
import HTTPTypes
import InMemoryTracing
import Metrics
import MetricsTestKit
import NIOCore
import NIOHTTP1
import SemanticConventions
import SpanRecording
import TestSupport
import Testing
import ThroughlineAsyncHTTPClient
import ThroughlineHTTP
import Tracing

@Suite("A traced client", .timeLimit(.minutes(5)))
struct TracedHTTPClientTests {
    @Test("sends a request, with a span that says all that the convention requires and no more")
    func span() async throws {
        try await PlainServer.run { server in
            let spans = try await spans { client in
                let response = try await client.get(url: "\(server.url)/products/1?sig=secret&page=2")
                #expect(response.status == .ok)
                #expect(response.history.count == 1)
            }
            let span = try #require(spans.first)
            #expect(spans.count == 1)
            #expect(span.operationName == "GET")
            #expect(span.kind == .client)
            #expect(span.status == nil)
            #expect(
                span.attributeNames == [
                    "http.request.method", "http.response.status_code", "network.protocol.version", "server.address",
                    "server.port", "url.full",
                ]
            )
            #expect(span[.httpRequestMethod] == "GET")
            #expect(span[.httpResponseStatusCode] == 200)
            #expect(span[.networkProtocolVersion] == "1.1")
            #expect(span[.serverAddress] == "127.0.0.1")
            #expect(span[.serverPort] == server.port)
            #expect(span[.urlFull] == "\(server.url)/products/1?sig=REDACTED&page=2")
        }
    }

    @Test("takes requests as AsyncHTTPClient does, and a template for their URL")
    func execute() async throws {
        try await PlainServer.run { server in
            let spans = try await spans { client in
                var request = HTTPClientRequest(url: "\(server.url)/orders/7")
                request.method = .PUT
                request.body = .bytes(ByteBuffer(string: "body"))
                _ = try await client.execute(request, timeout: .seconds(30), urlTemplate: "/orders/{id}")
                _ = try await client.execute(request, deadline: .now() + .seconds(30))
            }
            #expect(spans.map(\.operationName) == ["PUT /orders/{id}", "PUT"])
            #expect(server.requests.map(\.body) == ["body", "body"])
        }
    }

    @Test("has a method for each method")
    func methods() async throws {
        try await PlainServer.run { server in
            let url = "\(server.url)/"
            let body = HTTPClientRequest.Body.bytes(ByteBuffer(string: "body"))
            let spans = try await spans { client in
                _ = try await client.get(url: url, headers: ["X-Test": "1"])
                _ = try await client.post(url: url, body: body)
                _ = try await client.put(url: url, body: body)
                _ = try await client.patch(url: url, body: body, urlTemplate: "/")
                _ = try await client.delete(url: url)
                _ = try await client.execute(.HEAD, url: url)
            }
            #expect(spans.map(\.operationName) == ["GET", "POST", "PUT", "PATCH /", "DELETE", "HEAD"])
            #expect(server.requests.map(\.method) == ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"])
            #expect(server.requests.map(\.body) == ["", "body", "body", "body", "", ""])
            #expect(server.requests.first?.values("x-test") == ["1"])
        }
    }

    @Test("ends the span when the head is read, not when the body is")
    func end() async throws {
        // A body that never comes to its end, and that nobody reads.
        try await PlainServer.run(replying: { _, _ in .bytes("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort") }) {
            server in
            let tracer = InMemoryTracer()
            try await withTracer(tracer) {
                try await withTracedHTTPClient { client in
                    let response = try await client.get(url: server.url)
                    #expect(tracer.finishedSpans.count == 1)
                    #expect(tracer.activeSpans.isEmpty)
                    withExtendedLifetime(response) {}
                }
            }
        }
    }

    @Test("reports the answer's failure, and still returns the answer", arguments: [404, 503])
    func status(code: Int) async throws {
        try await PlainServer.run(replying: { _, _ in .status("\(code) Sorry", body: "sorry") }) { server in
            let spans = try await spans { client in
                let response = try await client.get(url: server.url)
                #expect(response.status.code == code)
                #expect(try await String(buffer: response.body.collect(upTo: 100)) == "sorry")
            }
            #expect(spans.first?[.errorType] == "\(code)")
            #expect(spans.first?.status?.code == .error)
        }
    }

    @Test("records what it is asked for")
    func options() async throws {
        let reply = PlainServer.Reply.status(
            "200 OK",
            headers: ["X-Request-ID": "1", "Set-Cookie": "secret"],
            body: "four"
        )
        try await PlainServer.run(replying: { _, _ in reply }) { server in
            let options = HTTPClientOptions.with {
                $0.capturedRequestHeaders = ["accept", "authorization"]
                $0.capturedResponseHeaders = ["*"]
                $0.optIn = [.bodySizes, .urlScheme, .userAgent, .networkTransport]
            }
            let spans = try await spans(options: options) { client in
                _ = try await client.post(
                    url: "\(server.url)/a",
                    headers: ["Accept": "*/*", "Authorization": "secret", "User-Agent": "shop/1"],
                    body: .bytes(ByteBuffer(string: "three"))
                )
            }
            let span = try #require(spans.first)
            #expect(span[.httpRequestHeader("accept")] == ["*/*"])
            #expect(span[.httpRequestHeader("authorization")] == ["REDACTED"])
            #expect(span[.httpResponseHeader("x-request-id")] == ["1"])
            #expect(span[.httpResponseHeader("set-cookie")] == nil)
            #expect(span[.httpRequestBodySize] == 5)
            #expect(span[.httpResponseBodySize] == 4)
            #expect(span[.urlScheme] == "http")
            #expect(span[.userAgentOriginal] == "shop/1")
            #expect(span[.networkTransport] == "tcp")
        }
    }

    @Test("tells hooks of each attempt, and lets them add to its span")
    func hooks() async throws {
        try await PlainServer.run(replying: { request, _ in
            request.target == "/" ? .redirect(302, to: "/b") : .status("404 No")
        }) { server in
            let tracer = InMemoryTracer()
            try await withTracer(tracer) {
                try await withTracedHTTPClient(
                    configuration: .impatient,
                    onRequest: { span, request in span.setAttributes(["hook.url": .string(request.url)]) },
                    onResponse: { span, response in span.name += " \(response.status.code)" },
                    onError: { span, error in span.setAttributes(["hook.error": .string("\(type(of: error))")]) }
                ) { client in
                    _ = try await client.get(url: "\(server.url)/")
                    await #expect(throws: (any Error).self) { _ = try await client.get(url: "http://127.0.0.1:1/") }
                }
            }
            #expect(tracer.finishedSpans.map(\.operationName) == ["GET 302", "GET 404", "GET"])
            let urls = tracer.finishedSpans.map { $0[AttributeKey<String>("hook.url")] }
            #expect(urls == ["\(server.url)/", "\(server.url)/b", "http://127.0.0.1:1/"])
            #expect(tracer.finishedSpans.last?.attributeNames.contains("hook.error") == true)
        }
    }

    @Test("runs hooks as a part of the attempt")
    func hookContext() async throws {
        try await PlainServer.run { server in
            let tracer = InMemoryTracer()
            try await withTracer(tracer) {
                try await withSpan("work") { _ in
                    try await withTracedHTTPClient(
                        configuration: .impatient,
                        onRequest: { _, _ in withSpan("request") { _ in } },
                        onResponse: { _, _ in withSpan("response") { _ in } },
                        onError: { _, _ in withSpan("error") { _ in } }
                    ) { client in
                        _ = try await client.get(url: server.url)
                        await #expect(throws: HTTPClientError.self) { _ = try await client.get(url: "") }
                    }
                }
            }
            let attempts = tracer.finishedSpans.filter { $0.kind == .client }.map(\.spanID)
            try #require(attempts.count == 2)
            let parents = Dictionary(tracer.finishedSpans.map { ($0.operationName, $0.parentSpanID) }) { first, _ in
                first
            }
            #expect(parents["response"] == attempts[0])
            #expect(parents["error"] == attempts[1])
            let requests = tracer.finishedSpans.filter { $0.operationName == "request" }
            #expect(requests.map(\.parentSpanID) == attempts)
        }
    }

    @Test("is not broken by a hook that throws")
    func throwingHooks() async throws {
        struct Boom: Error {}
        try await PlainServer.run { server in
            let tracer = InMemoryTracer()
            try await withTracer(tracer) {
                try await withTracedHTTPClient(
                    onRequest: { _, _ in throw Boom() },
                    onResponse: { _, _ in throw Boom() },
                    onError: { _, _ in throw Boom() }
                ) { client in
                    let response = try await client.get(url: server.url)
                    #expect(response.status == .ok)
                    await #expect(throws: HTTPClientError.invalidURL) { _ = try await client.get(url: "") }
                }
            }
            #expect(tracer.finishedSpans.map { $0[.errorType] } == [nil, "invalid_url"])
            #expect(tracer.activeSpans.isEmpty)
        }
    }

    @Test("sends an excluded request as it is")
    func excluded() async throws {
        try await PlainServer.run { server in
            let metrics = TestMetrics()
            let options = HTTPClientOptions.with { $0.excluded = ["127.0.0.1"] }
            let recorded = try await withMetricsFactory(metrics) {
                try await spans(options: options) { client in
                    try await withSpan("work") { _ in
                        _ = try await client.get(url: server.url, headers: ["in-memory-trace-id": "mine"])
                    }
                }
            }
            #expect(recorded.map(\.operationName) == ["work"])
            #expect(metrics.timers.isEmpty)
            #expect(server.requests.first?.values("in-memory-trace-id") == ["mine"])
        }
    }

    @Test("measures requests, also those without a span")
    func metrics() async throws {
        try await PlainServer.run { server in
            let metrics = TestMetrics()
            try await withMetricsFactory(metrics) {
                try await withTracedHTTPClient { client in
                    _ = try await client.get(url: server.url, urlTemplate: "/")
                }
            }
            let attributes = [
                ("http.request.method", "GET"), ("server.address", "127.0.0.1"), ("server.port", "\(server.port)"),
                ("url.template", "/"),
            ]
            let timer = try metrics.expectTimer(
                "http.client.request.duration",
                attributes + [("http.response.status_code", "200"), ("network.protocol.version", "1.1")]
            )
            #expect(timer.values.count == 1)
            #expect(try metrics.expectMeter("http.client.active_requests", attributes).values == [1, 0])
        }
    }
}
