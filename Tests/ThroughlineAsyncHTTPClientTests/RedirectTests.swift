import AsyncHTTPClient
import InMemoryTracing
import NIOCore
import NIOHTTP1
import SemanticConventions
import TestSupport
import Testing
import ThroughlineAsyncHTTPClient
import ThroughlineHTTP
import Tracing

/// RFC 9110, section 15.4.
@Suite("A request that is redirected", .timeLimit(.minutes(5)))
struct RedirectTests {
    /// Redirects `/` to `/target`.
    private func once(_ status: Int) -> @Sendable (PlainServer.Request, Int) -> PlainServer.Reply {
        { request, _ in request.target == "/" ? .redirect(status, to: "/target") : .ok }
    }

    @Test("has a span for each attempt, in order", arguments: [301, 302, 303, 307, 308])
    func spans(status: Int) async throws {
        try await PlainServer.run(replying: once(status)) { server in
            let spans = try await ThroughlineAsyncHTTPClientTests.spans { client in
                let response = try await client.get(url: "\(server.url)/", urlTemplate: "/")
                #expect(response.status == .ok)
                #expect(response.history.map(\.request.url) == ["\(server.url)/", "\(server.url)/target"])
                #expect(response.history.map(\.responseHead.status.code) == [UInt(status), 200])
                #expect(response.url.map { "\($0)" } == "\(server.url)/target")
            }
            #expect(spans.map(\.operationName) == ["GET /", "GET"])
            #expect(spans.map { $0[.httpResponseStatusCode] } == [status, 200])
            #expect(spans.map { $0[.httpRequestResendCount] } == [nil, 1])
            #expect(spans.map { $0[.urlFull] } == ["\(server.url)/", "\(server.url)/target"])
            #expect(spans.allSatisfy { $0.status == nil && $0[.errorType] == nil })
        }
    }

    @Test("is sent with the trace of its own attempt")
    func propagation() async throws {
        try await PlainServer.run(replying: once(302)) { server in
            let spans = try await ThroughlineAsyncHTTPClientTests.spans { client in
                try await withSpan("work") { _ in _ = try await client.get(url: "\(server.url)/") }
            }
            let attempts = spans.filter { $0.kind == .client }
            let work = try #require(spans.last)
            #expect(work.operationName == "work")
            #expect(attempts.map(\.parentSpanID) == [work.spanID, work.spanID])
            #expect(server.requests.map { $0.values("in-memory-span-id") } == attempts.map { [$0.spanID] })
        }
    }

    @Test(
        "keeps its method, or becomes a GET",
        arguments: [
            ("POST", 301, "GET"), ("POST", 302, "GET"), ("POST", 303, "GET"), ("POST", 307, "POST"),
            ("POST", 308, "POST"), ("PUT", 301, "PUT"), ("PUT", 302, "PUT"), ("PUT", 303, "GET"),
            ("HEAD", 303, "HEAD"), ("HEAD", 301, "HEAD"), ("DELETE", 307, "DELETE"),
        ]
    )
    func method(method: String, status: Int, then: String) async throws {
        try await PlainServer.run(replying: once(status)) { server in
            let hasBody = method.hasPrefix("P")
            let spans = try await ThroughlineAsyncHTTPClientTests.spans { client in
                _ = try await client.execute(
                    HTTPMethod(rawValue: method),
                    url: "\(server.url)/",
                    headers: hasBody ? ["Content-Type": "text/plain"] : [:],
                    body: hasBody ? .bytes(ByteBuffer(string: "body")) : nil
                )
            }
            #expect(spans.map { $0[.httpRequestMethod] } == [method, then])
            let last = try #require(server.requests.last)
            #expect(last.method == then)
            #expect(last.body == (then == method && hasBody ? "body" : ""))
            #expect(last.values("content-type") == (then == method && hasBody ? ["text/plain"] : []))
        }
    }

    @Test("keeps its method after 301 and 302 where the client is configured so", arguments: [301, 302])
    func retainedMethod(status: Int) async throws {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .follow(
            configuration: .init(
                max: 5,
                allowCycles: false,
                retainHTTPMethodAndBodyOn301: true,
                retainHTTPMethodAndBodyOn302: true
            )
        )
        try await PlainServer.run(replying: once(status)) { server in
            _ = try await ThroughlineAsyncHTTPClientTests.spans(configuration: configuration) { client in
                _ = try await client.post(url: "\(server.url)/", body: .bytes(ByteBuffer(string: "body")))
            }
            #expect(server.requests.map(\.method) == ["POST", "POST"])
            #expect(server.requests.map(\.body) == ["body", "body"])
        }
    }

    @Test("whose body is used up is not sent again: the redirect is the answer")
    func usedUpBody() async throws {
        try await PlainServer.run(replying: once(307)) { server in
            let spans = try await ThroughlineAsyncHTTPClientTests.spans { client in
                let body = AsyncStream<ByteBuffer> { stream in
                    stream.yield(ByteBuffer(string: "body"))
                    stream.finish()
                }
                let response = try await client.post(url: "\(server.url)/", body: .stream(body, length: .unknown))
                #expect(response.status == .temporaryRedirect)
            }
            #expect(spans.count == 1)
            #expect(spans.first?.status == nil)
        }
    }

    @Test("is not followed where the client is configured so")
    func disallowed() async throws {
        let configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        try await PlainServer.run(replying: once(302)) { server in
            let spans = try await ThroughlineAsyncHTTPClientTests.spans(configuration: configuration) { client in
                let response = try await client.get(url: "\(server.url)/")
                #expect(response.status == .found)
            }
            #expect(spans.count == 1)
        }
    }

    @Test(
        "is not followed to where it must not",
        arguments: ["ftp://a/", "file:///etc/passwd", "http+unix://%2Ftmp%2Fs/"]
    )
    func forbidden(location: String) async throws {
        try await PlainServer.run(replying: { _, _ in .redirect(302, to: location) }) { server in
            let spans = try await ThroughlineAsyncHTTPClientTests.spans { client in
                let response = try await client.get(url: "\(server.url)/")
                #expect(response.status == .found)
            }
            #expect(spans.count == 1)
        }
    }

    @Test("is not followed for a status that is no redirect", arguments: [300, 304, 305, 306, 200])
    func noRedirect(status: Int) async throws {
        try await PlainServer.run(replying: once(status)) { server in
            _ = try await ThroughlineAsyncHTTPClientTests.spans { client in
                let response = try await client.get(url: "\(server.url)/")
                #expect(response.status.code == status)
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test("follows relative and absolute locations")
    func locations() async throws {
        try await PlainServer.run(replying: { request, _ in
            switch request.target {
            case "/a/b?c": .redirect(302, to: "d?e#f")
            case "/a/d?e": .redirect(302, to: "../g")
            case "/g": .redirect(302, to: "//\(request.values("host").first ?? "")/h")
            default: .ok
            }
        }) { server in
            _ = try await ThroughlineAsyncHTTPClientTests.spans { client in
                let response = try await client.get(url: "\(server.url)/a/b?c")
                #expect(response.status == .ok)
            }
            #expect(server.requests.map(\.target) == ["/a/b?c", "/a/d?e", "/g", "/h"])
        }
    }

    @Test("takes no credentials to another server, and what it is sent with to the same one")
    func credentials() async throws {
        let headers: HTTPHeaders = [
            "Authorization": "secret", "Cookie": "secret", "Proxy-Authorization": "secret", "Origin": "http://a",
            "Referer": "http://a/secret", "Host": "shop.example", "Accept": "*/*",
        ]
        try await PlainServer.run { other in
            let target = other.url
            try await PlainServer.run(replying: { request, _ in
                request.target == "/" ? .redirect(307, to: "/b") : .redirect(307, to: "\(target)/c")
            }) { server in
                let spans = try await ThroughlineAsyncHTTPClientTests.spans { client in
                    _ = try await client.get(url: "\(server.url)/", headers: headers)
                }
                let same = try #require(server.requests.last)
                #expect(same.target == "/b")
                #expect(same.values("authorization") == ["secret"])
                #expect(same.values("host") == ["shop.example"])

                let elsewhere = try #require(other.requests.first)
                let names = elsewhere.headers.map { $0.name.lowercased() }
                for name in ["authorization", "cookie", "proxy-authorization", "origin", "referer"] {
                    #expect(!names.contains(name))
                }
                #expect(elsewhere.values("host") == ["127.0.0.1:\(other.port)"])
                #expect(elsewhere.values("accept") == ["*/*"])
                #expect(spans.map { $0[.serverAddress] } == ["shop.example", "shop.example", "127.0.0.1"])
            }
        }
    }

    @Test("is an error where it never ends, and the error is the last attempt's")
    func limit() async throws {
        try await PlainServer.run(replying: { _, count in .redirect(302, to: "/\(count)") }) { server in
            let spans = try await ThroughlineAsyncHTTPClientTests.spans { client in
                await #expect(throws: HTTPClientError.redirectLimitReached) {
                    _ = try await client.get(url: server.url)
                }
            }
            #expect(spans.count == 6)
            #expect(spans.dropLast().allSatisfy { $0.status == nil })
            let last = try #require(spans.last)
            #expect(last[.errorType] == "redirect_limit_reached")
            #expect(last[.httpResponseStatusCode] == 302)
            #expect(last[.httpRequestResendCount] == 5)
            #expect(last.status?.code == .error)
        }
    }

    @Test("is an error where it goes round in a circle")
    func cycle() async throws {
        try await PlainServer.run(replying: { request, _ in .redirect(302, to: request.target == "/a" ? "/b" : "/a") })
        {
            server in
            let spans = try await ThroughlineAsyncHTTPClientTests.spans { client in
                await #expect(throws: HTTPClientError.redirectCycleDetected) {
                    _ = try await client.get(url: "\(server.url)/a")
                }
            }
            #expect(spans.map { $0[.errorType] } == [nil, "redirect_cycle_detected"])
        }
    }

    @Test("may go round in a circle where the client is configured so, but not for ever")
    func allowedCycle() async throws {
        let configuration = HTTPClient.Configuration(redirectConfiguration: .follow(max: 3, allowCycles: true))
        try await PlainServer.run(replying: { _, _ in .redirect(302, to: "/") }) { server in
            let spans = try await ThroughlineAsyncHTTPClientTests.spans(configuration: configuration) { client in
                await #expect(throws: HTTPClientError.redirectLimitReached) {
                    _ = try await client.get(url: "\(server.url)/")
                }
            }
            #expect(spans.count == 4)
        }
    }

    @Test("may be a form whose answer is at the same address")
    func form() async throws {
        try await PlainServer.run(replying: { request, _ in request.method == "POST" ? .redirect(303, to: "/") : .ok })
        {
            server in
            _ = try await ThroughlineAsyncHTTPClientTests.spans { client in
                let response = try await client.post(url: "\(server.url)/")
                #expect(response.status == .ok)
            }
        }
    }
}
