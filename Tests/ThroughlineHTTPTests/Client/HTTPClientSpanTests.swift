import HTTPTypes
import InMemoryTracing
import Metrics
import SemanticConventions
import SpanRecording
import Synchronization
import TestSupport
import Testing
import Tracing

@testable import ThroughlineHTTP

@Suite("The span of a request that a client sends")
struct HTTPClientSpanTests {
    private let tracer = InMemoryTracer()
    private let scope = InstrumentationScope(name: "test")
    private var instrumentation: HTTPClientInstrumentation { HTTPClientInstrumentation(scope: scope) }

    private struct Refused: Error {}

    /// Records one span.
    private func record(
        _ method: String = "GET",
        _ url: String = "https://shop.example/users/1?page=2&sig=secret",
        host: String? = nil,
        headers: [(name: String, value: String)] = [],
        template: String? = nil,
        resendCount: Int = 0,
        bodySize: Int? = nil,
        options: HTTPClientOptions = HTTPClientOptions(),
        _ body: (HTTPClientSpan) -> Void = { _ in }
    ) throws -> FinishedInMemorySpan {
        withTracer(tracer) {
            let span = HTTPClientSpan(
                method: method,
                url: url,
                host: host,
                headers: headers,
                by: HTTPClientInstrumentation(scope: scope, options: options),
                urlTemplate: template,
                resendCount: resendCount,
                bodySize: bodySize
            )
            body(span)
            span.end()
        }
        #expect(tracer.activeSpans.isEmpty)
        let spans = tracer.popFinishedSpans()
        #expect(spans.count == 1)
        return try #require(spans.first)
    }

    @Test("has every attribute that the convention requires or recommends, and no more")
    func attributes() throws {
        let headers = [
            (name: "User-Agent", value: "shop/1"), (name: "Authorization", value: "Bearer secret"),
            (name: "Cookie", value: "secret=1"),
        ]
        let span = try record(headers: headers, bodySize: 7) {
            $0.receive(
                status: 200,
                headers: [(name: "Set-Cookie", value: "secret=2"), (name: "Content-Length", value: "3")],
                protocolVersion: "1.1",
                peer: NetworkPeer(address: "192.0.2.1", port: 8443)
            )
        }
        #expect(span.operationName == "GET")
        #expect(span.kind == .client)
        #expect(span.status == nil)
        #expect(span.errors.isEmpty)
        let expected: [String: AttributeValue] = [
            "http.request.method": "GET",
            "http.response.status_code": 200,
            "network.peer.address": "192.0.2.1",
            "network.peer.port": 8443,
            "network.protocol.version": "1.1",
            "server.address": "shop.example",
            "server.port": 443,
            "url.full": "https://shop.example/users/1?page=2&sig=REDACTED",
        ]
        #expect(span.allAttributes == expected)
    }

    @Test("has what the convention leaves to the user where the user asks for it")
    func optIn() throws {
        let span = try record(
            "POST",
            headers: [(name: "User-Agent", value: "shop/1")],
            bodySize: 7,
            options: .with { $0.optIn = [.urlScheme, .bodySizes, .userAgent, .networkTransport] }
        ) { $0.receive(status: 200, headers: [(name: "content-length", value: "3")]) }
        #expect(span[.urlScheme] == "https")
        #expect(span[.httpRequestBodySize] == 7)
        #expect(span[.httpResponseBodySize] == 3)
        #expect(span[.userAgentOriginal] == "shop/1")
        #expect(span[.networkTransport] == "tcp")
    }

    @Test("is named after the template of the URL, where there is one")
    func template() throws {
        let span = try record(template: "/users/{id}")
        #expect(span.operationName == "GET /users/{id}")
        #expect(span[.urlTemplate] == "/users/{id}")
    }

    @Test("is a child of the span in which the request is sent")
    func parent() throws {
        let child = withTracer(tracer) {
            withSpan("work") { work in
                HTTPClientSpan(method: "GET", url: "http://a/", by: instrumentation).end()
                return work.context.inMemorySpanContext?.spanID
            }
        }
        let span = try #require(tracer.finishedSpans.first { $0.kind == .client })
        #expect(span.parentSpanID == child)
    }

    @Test("names no method that nobody knows", arguments: ["get", "FETCH", "Post", ""])
    func unknownMethod(method: String) throws {
        let span = try record(method, template: "/users/{id}")
        #expect(span.operationName == "HTTP /users/{id}")
        #expect(span[.httpRequestMethod] == "_OTHER")
        #expect(span[.httpRequestMethodOriginal] == method)
    }

    @Test("names the methods that are made known")
    func knownMethods() throws {
        let span = try record("FETCH", options: .with { $0.knownMethods = ["FETCH"] })
        #expect(span.operationName == "FETCH")
        #expect(span[.httpRequestMethodOriginal] == nil)
        #expect(try record("GET", options: .with { $0.knownMethods = ["FETCH"] })[.httpRequestMethod] == "_OTHER")
    }

    @Test("says how often the request was sent before")
    func resends() throws {
        #expect(try record(resendCount: 2)[.httpRequestResendCount] == 2)
        #expect(try record(resendCount: 0)[.httpRequestResendCount] == nil)
    }

    @Test("believes the Host header more than the URL")
    func hostHeader() throws {
        let span = try record("GET", "http://192.0.2.1:8080/", host: "shop.example:81")
        #expect(span[.serverAddress] == "shop.example")
        #expect(span[.serverPort] == 81)
        let portless = try record("GET", "http://192.0.2.1:8080/", host: "shop.example")
        #expect(portless[.serverPort] == 8080)
        let nonsense = try record("GET", "http://192.0.2.1:8080/", host: "a b@c")
        #expect(nonsense[.serverAddress] == "192.0.2.1")
    }

    @Test("names a socket, which has no port")
    func socket() throws {
        let span = try record(
            "GET",
            "http+unix://%2Ftmp%2Fshop.sock/users",
            host: "shop.example",
            options: .with { $0.optIn = [.networkTransport] }
        )
        #expect(span[.serverAddress] == "/tmp/shop.sock")
        #expect(span[.serverPort] == nil)
        #expect(span[.networkTransport] == "unix")
    }

    @Test("is there for a URL that is none")
    func noURL() throws {
        let span = try record("GET", "nonsense")
        #expect(span[.urlFull] == "nonsense")
        #expect(span[.serverAddress] == nil)
    }

    @Test("hides other keys of the query where it is told so")
    func secretKeys() throws {
        let span = try record(options: .with { $0.secretQueryKeys = ["page"] })
        #expect(span[.urlFull] == "https://shop.example/users/1?page=REDACTED&sig=secret")
    }

    @Test("is no error up to 399", arguments: [100, 101, 200, 204, 301, 304, 399])
    func success(status: Int) throws {
        let span = try record { $0.receive(status: status) }
        #expect(span[.httpResponseStatusCode] == status)
        #expect(span[.errorType] == nil)
        #expect(span.status == nil)
    }

    @Test("is an error from 400 on", arguments: [400, 404, 429, 500, 503, 600, 999])
    func failure(status: Int) throws {
        let span = try record { $0.receive(status: status) }
        #expect(span[.httpResponseStatusCode] == status)
        #expect(span[.errorType] == "\(status)")
        #expect(span.status?.code == .error)
        #expect(span.status?.message == nil)
        #expect(span.errors.isEmpty)
    }

    @Test("says what went wrong where there is no response, once")
    func noResponse() throws {
        let span = try record {
            $0.fail(Refused())
            $0.fail(CancellationError())
            $0.fail(Refused(), type: "other")
        }
        // The type is private: its full name has an address in it, a new one in every run.
        #expect(span[.errorType] == "ThroughlineHTTPTests.HTTPClientSpanTests.Refused")
        #expect(span[.httpResponseStatusCode] == nil)
        #expect(span.status?.code == .error)
        #expect(span.errors.count == 1)
    }

    @Test("says what went wrong in the user's words")
    func errorType() throws {
        #expect(try record { $0.fail(Refused(), type: "refused") }[.errorType] == "refused")
        let redirect = try record {
            $0.receive(status: 302)
            $0.fail(Refused(), type: "redirect_limit_reached")
        }
        #expect(redirect[.errorType] == "redirect_limit_reached")
        #expect(redirect[.httpResponseStatusCode] == 302)
        #expect(redirect.status?.code == .error)
    }

    @Test("takes a cancellation for what the caller wanted")
    func cancellation() async throws {
        let span = try record { $0.fail(CancellationError()) }
        #expect(span[.errorType] == nil)
        #expect(span.status == nil)
        #expect(span.errors.isEmpty)

        // URLSession, for one, throws an error of its own then.
        let cancelled = Task { [self] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try record { $0.fail(Refused()) }
        }
        #expect(try await cancelled.value[.errorType] == nil)
    }

    @Test("ends once, and hears nothing after")
    func end() throws {
        let span = try record {
            $0.end()
            $0.receive(status: 500)
            $0.fail(Refused())
            $0.end()
        }
        #expect(span[.httpResponseStatusCode] == nil)
        #expect(span.errors.isEmpty)
    }

    @Test("ends when nobody holds it any more")
    func abandoned() {
        withTracer(tracer) { _ = HTTPClientSpan(method: "GET", url: "http://a/", by: instrumentation) }
        #expect(tracer.activeSpans.isEmpty)
        #expect(tracer.finishedSpans.count == 1)
    }

    @Test("records the headers that it is told to")
    func headers() throws {
        let span = try record(
            headers: [(name: "Accept", value: "a"), (name: "accept", value: "b"), (name: "Cookie", value: "secret")],
            options: .with {
                $0.capturedRequestHeaders = ["accept"]
                $0.capturedResponseHeaders = ["x-*"]
            }
        ) {
            $0.receive(
                status: 200,
                headers: [(name: "X-Request-ID", value: "1"), (name: "Set-Cookie", value: "secret")]
            )
        }
        #expect(span[.httpRequestHeader("accept")] == ["a", "b"])
        #expect(span[.httpResponseHeader("x-request-id")] == ["1"])
        #expect(!span.allAttributes.values.contains(.strings(["secret"])))
    }

    @Test("is for the ecosystem's own types too")
    func types() throws {
        let request = HTTPRequest(
            method: .post,
            scheme: "https",
            authority: "shop.example:8443",
            path: "/orders?sig=secret",
            headerFields: [.accept: "*/*"]
        )
        var options = HTTPClientOptions()
        options.capturedRequestHeaders = ["accept"]
        options.capturedResponseHeaders = ["retry-after"]
        withTracer(tracer) {
            let span = HTTPClientSpan(
                request,
                by: HTTPClientInstrumentation(scope: scope, options: options),
                urlTemplate: "/orders"
            )
            span.receive(HTTPResponse(status: .serviceUnavailable, headerFields: [.retryAfter: "5"]))
            span.end()
        }
        let span = try #require(tracer.finishedSpans.first)
        #expect(span.operationName == "POST /orders")
        #expect(span[.urlFull] == "https://shop.example:8443/orders?sig=REDACTED")
        #expect(span[.serverPort] == 8443)
        #expect(span[.httpRequestHeader("accept")] == ["*/*"])
        #expect(span[.httpResponseHeader("retry-after")] == ["5"])
        #expect(span[.errorType] == "503")
    }

    @Test("has what the user adds")
    func additions() throws {
        let span = try record {
            $0.setAttributes(["shop.tenant": "a"])
            $0.name = "ask the partner"
            #expect($0.name == "ask the partner")
        }
        #expect(span.allAttributes["shop.tenant"] == "a")
        #expect(span.operationName == "ask the partner")
    }

    @Test("is not for requests that are excluded")
    func excluded() {
        let instrumentation = HTTPClientInstrumentation(scope: scope, options: .with { $0.excluded = ["a"] })
        #expect(instrumentation.excludes("http://a/"))
        #expect(!instrumentation.excludes("http://b/"))
    }

    @Test("looks at nothing where nobody records it")
    func notRecording() {
        struct Counted: Sequence, Sendable {
            let count: @Sendable () -> Void
            func makeIterator() -> IndexingIterator<[(name: String, value: String)]> {
                count()
                return [].makeIterator()
            }
        }
        let looks = Mutex(0)
        let headers = Counted { looks.withLock { $0 += 1 } }
        let options = HTTPClientOptions.with {
            $0.capturedRequestHeaders = ["*"]
            $0.capturedResponseHeaders = ["*"]
            $0.optIn = [.userAgent, .bodySizes]
        }
        let instrumentation = HTTPClientInstrumentation(scope: scope, options: options)
        // Tests of other modules may have bootstrapped a metrics backend in this process.
        let span = withMetricsFactory(NOOPMetricsHandler.instance) {
            withTracer(NoOpTracer()) {
                HTTPClientSpan(method: "GET", url: "http://a/", headers: headers, by: instrumentation)
            }
        }
        withMetricsFactory(NOOPMetricsHandler.instance) {
            span.receive(status: 200, headers: headers)
            span.fail(Refused())
            span.end()
        }
        #expect(!span.isRecording)
        #expect(!span.isObserved)
        #expect(looks.withLock { $0 } == 0)
    }
}
