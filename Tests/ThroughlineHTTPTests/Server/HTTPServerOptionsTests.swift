import HTTPTypes
import InMemoryTracing
import SemanticConventions
import SpanRecording
import TestSupport
import Testing
import Tracing

@testable import ThroughlineHTTP

@Suite("Options of HTTP servers")
struct HTTPServerOptionsTests {
    /// The attributes that a span has beyond those of every request.
    private func captured(
        by options: HTTPServerOptions,
        headers: HTTPFields = [:],
        response: HTTPFields = [:]
    ) throws -> [String: AttributeValue] {
        let tracer = InMemoryTracer()
        let request = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/", headerFields: headers)
        withTracer(tracer) {
            let instrumentation = HTTPServerInstrumentation(scope: InstrumentationScope(name: "test"), options: options)
            let connection = TestConnection(
                peer: NetworkPeer(address: "192.0.2.1", port: 4711),
                local: NetworkPeer(address: "192.0.2.2", port: 443),
                protocolVersion: "1.1"
            )
            let span = HTTPServerSpan(request, by: instrumentation, over: connection)
            span.answer(status: 200, headers: response)
            span.send(bytes: 8)
            span.end()
        }
        let always: Set = [
            "http.request.method", "url.path", "url.scheme", "client.address", "network.peer.address",
            "network.peer.port", "network.protocol.version", "http.response.status_code",
        ]
        return try #require(tracer.finishedSpans.first).allAttributes.filter { !always.contains($0.key) }
    }

    @Test("are empty, and then nothing more is recorded")
    func none() throws {
        let headers: HTTPFields = [.authorization: "secret", .contentLength: "7", .contentType: "text/plain"]
        #expect(try captured(by: HTTPServerOptions(), headers: headers, response: headers).isEmpty)
    }

    @Test("come from the environment")
    func environment() throws {
        let options = HTTPServerOptions(environment: [
            "OTEL_SWIFT_HTTP_SERVER_EXCLUDED_URLS": " /health , /assets/**,,",
            "OTEL_SWIFT_HTTP_SERVER_TRACED_REQUEST_ATTRIBUTES":
                "path,content_length,Client-Port,header.X-Tenant,response.header.x-cache,network.local.address,transport",
            "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_REQUEST": "content-*",
            "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_RESPONSE": "x-*",
            "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SANITIZE_FIELDS": "*-token",
            "OTEL_SWIFT_HTTP_SERVER_TRUSTED_PROXIES": "Loopback, 203.0.113.0/24, unix",
            "OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS": "GET,PURGE",
        ]) { Issue.record("\($0)") }
        #expect(options.excluded == ["/health", "/assets/**"])
        #expect(options.trustedProxies == [.loopback, "203.0.113.0/24", .unixDomainSocket])
        #expect(options.knownMethods == ["GET", "PURGE"])
        let attributes = try captured(
            by: options,
            headers: [.init("x-tenant")!: "acme", .contentType: "text/plain", .contentLength: "7"],
            response: [.init("x-cache")!: "hit", .init("x-token")!: "secret", .server: "shop"]
        )
        let expected: [String: AttributeValue] = [
            "http.request.header.x-tenant": .strings(["acme"]),
            "http.request.header.content-type": .strings(["text/plain"]),
            "http.request.header.content-length": .strings(["7"]),
            "http.response.header.x-cache": .strings(["hit"]),
            "http.response.header.x-token": .strings(["REDACTED"]),
            "http.request.body.size": 7,
            "client.port": 4711,
            "network.local.address": "192.0.2.2",
            "network.local.port": 443,
            "network.transport": "tcp",
        ]
        #expect(attributes == expected)
    }

    @Test("that are wrong in the environment are passed over with a warning")
    func warnings() {
        var warnings: [String] = []
        let options = HTTPServerOptions(environment: [
            "OTEL_SWIFT_HTTP_SERVER_TRACED_REQUEST_ATTRIBUTES": "META,client_port,\u{1b}[2J",
            "OTEL_SWIFT_HTTP_SERVER_TRUSTED_PROXIES": "everybody,10.0.0.0/99,::1",
        ]) { warnings.append($0) }
        #expect(options.capturing.count == 1)
        #expect(options.trustedProxies == ["::1"])
        #expect(warnings.count == 4)
        #expect(warnings.allSatisfy { $0.utf8.allSatisfy { $0 >= 0x20 } })
    }

    @Test("of an empty environment are the defaults")
    func empty() {
        let options = HTTPServerOptions(environment: [:])
        #expect(options.excluded.isEmpty)
        #expect(options.capturing.isEmpty)
        #expect(options.trustedProxies.isEmpty)
        #expect(options.knownMethods == HTTPServerOptions().knownMethods)
        #expect(!options.traceResponse && !options.serverTiming)
    }

    @Test(
        "know every attribute by its name",
        arguments: [
            "path", "query", "method", "scheme", "route", "host", "user_agent", "user-agent", "remote_address",
            "url.path", "URL.Query", "http.request.method", "server.address", "user_agent.original", "client.address",
            "network.peer.port",
        ]
    )
    func names(name: String) throws {
        var options = HTTPServerOptions()
        options.capturing = [try #require(CapturedAttribute(named: name))]
        #expect(try captured(by: options).isEmpty)
    }

    @Test("record headers that are named, secrets masked, and none by wildcard")
    func secrets() throws {
        var options = HTTPServerOptions()
        options.capturing = [
            .requestHeader("*"), .requestHeader("Authorization"), .requestHeader("cookie", unmasked: true),
            .responseHeader("set-*"),
        ]
        let headers: HTTPFields = [.authorization: "Bearer secret", .cookie: "a=b", .accept: "*/*"]
        let attributes = try captured(by: options, headers: headers, response: [.setCookie: "secret"])
        let expected: [String: AttributeValue] = [
            "http.request.header.accept": .strings(["*/*"]),
            "http.request.header.authorization": .strings(["REDACTED"]),
            "http.request.header.cookie": .strings(["a=b"]),
        ]
        #expect(attributes == expected)
    }

    @Test("record a header once that stands on two lists")
    func twice() throws {
        var options = HTTPServerOptions()
        options.capturedRequestHeaders = ["x-*"]
        options.capturing = [.requestHeader("x-tenant")]
        let attributes = try captured(by: options, headers: [.init("x-tenant")!: "acme"])
        #expect(attributes == ["http.request.header.x-tenant": .strings(["acme"])])
    }

    @Test("record attributes of one's own, of any type, where there is something to record")
    func computed() throws {
        var options = HTTPServerOptions()
        options.capturing = [
            .attribute("shop.tenant") { request in request.headerFields[.init("x-tenant")!] },
            .attribute("shop.lines" as AttributeKey<Int>) { request in request.headerFields.count },
            .attribute("shop.absent" as AttributeKey<[String]>) { _ in nil },
        ]
        let attributes = try captured(by: options, headers: [.init("x-tenant")!: "acme"])
        #expect(attributes == ["shop.tenant": "acme", "shop.lines": 1])
    }

    @Test("compute nothing for a span that is not recorded")
    func unrecorded() {
        var options = HTTPServerOptions()
        options.capturing = [
            .attribute("shop.tenant") { _ in
                Issue.record("Nobody wants to know")
                return nil
            }
        ]
        let instrumentation = HTTPServerInstrumentation(scope: InstrumentationScope(name: "test"), options: options)
        withTracer(NoOpTracer()) {
            let request = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/")
            let span = HTTPServerSpan(request, by: instrumentation)
            span.capture(request, by: instrumentation)
            span.end()
        }
    }

    @Test("hide the query keys that they say")
    func secretQueryKeys() throws {
        var options = HTTPServerOptions()
        options.secretQueryKeys = ["token"]
        let tracer = InMemoryTracer()
        withTracer(tracer) {
            let instrumentation = HTTPServerInstrumentation(scope: InstrumentationScope(name: "test"), options: options)
            let request = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/?token=a&sig=b")
            HTTPServerSpan(request, by: instrumentation).end()
        }
        #expect(tracer.finishedSpans.first?[.urlQuery] == "token=REDACTED&sig=b")
    }
}
