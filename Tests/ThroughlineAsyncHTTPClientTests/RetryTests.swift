import AsyncHTTPClient
import InMemoryTracing
import NIOCore
import NIOHTTP1
import SemanticConventions
import Synchronization
import TestSupport
import Testing
import ThroughlineHTTP
import Tracing

@testable import ThroughlineAsyncHTTPClient

@Suite("A request that is sent again", .timeLimit(.minutes(5)))
struct RetryTests {
    private let quick = Retries.upTo(2, pause: .zero)

    /// Fails `count` times.
    private func failing(
        _ count: Int,
        _ reply: PlainServer.Reply
    ) -> @Sendable (PlainServer.Request, Int) -> PlainServer.Reply {
        { _, number in number < count ? reply : .ok }
    }

    @Test("has a span for each attempt", arguments: [429, 503])
    func status(code: Int) async throws {
        try await PlainServer.run(replying: failing(2, .status("\(code) Later"))) { server in
            let spans = try await spans(retries: quick) { client in
                let response = try await client.get(url: server.url, urlTemplate: "/")
                #expect(response.status == .ok)
            }
            #expect(spans.map(\.operationName) == ["GET /", "GET /", "GET /"])
            #expect(spans.map { $0[.httpResponseStatusCode] } == [code, code, 200])
            #expect(spans.map { $0[.httpRequestResendCount] } == [nil, 1, 2])
            #expect(spans.map { $0[.errorType] } == ["\(code)", "\(code)", nil])
        }
    }

    @Test("is one whose connection breaks", arguments: [PlainServer.Reply.reset, .close])
    func connection(reply: PlainServer.Reply) async throws {
        try await PlainServer.run(replying: failing(1, reply)) { server in
            let spans = try await spans(retries: quick) { client in
                let response = try await client.get(url: server.url)
                #expect(response.status == .ok)
            }
            #expect(spans.count == 2)
            #expect(spans.first?[.errorType]?.hasPrefix("connection_") == true)
            #expect(spans.last?[.httpRequestResendCount] == 1)
        }
    }

    @Test("is sent no more often than is allowed, and the last answer counts")
    func limit() async throws {
        try await PlainServer.run(replying: failing(9, .status("503 Later"))) { server in
            let spans = try await spans(retries: quick) { client in
                let response = try await client.get(url: server.url)
                #expect(response.status == .serviceUnavailable)
            }
            #expect(spans.count == 3)
        }
    }

    @Test("is none by default")
    func never() async throws {
        try await PlainServer.run(replying: failing(1, .status("503 Later"))) { server in
            _ = try await spans { client in
                let response = try await client.get(url: server.url)
                #expect(response.status == .serviceUnavailable)
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test("is none that could do harm twice", arguments: ["POST", "PATCH", "CONNECTED"])
    func unsafe(method: String) async throws {
        try await PlainServer.run(replying: failing(1, .status("503 Later"))) { server in
            _ = try await spans(retries: quick) { client in
                let response = try await client.execute(HTTPMethod(rawValue: method), url: server.url)
                #expect(response.status == .serviceUnavailable)
            }
        }
    }

    @Test("is none whose answer is another failure", arguments: [400, 404, 500, 502])
    func otherStatus(code: Int) async throws {
        try await PlainServer.run(replying: failing(1, .status("\(code) Sorry"))) { server in
            _ = try await spans(retries: quick) { client in
                let response = try await client.get(url: server.url)
                #expect(response.status.code == code)
            }
        }
    }

    @Test("has the body again, if it can be sent again")
    func body() async throws {
        try await PlainServer.run(replying: failing(1, .status("503 Later"))) { server in
            _ = try await spans(retries: quick) { client in
                _ = try await client.put(url: server.url, body: .bytes(ByteBuffer(string: "body")))
            }
            #expect(server.requests.map(\.body) == ["body", "body"])
        }
        try await PlainServer.run(replying: failing(1, .status("503 Later"))) { server in
            _ = try await spans(retries: quick) { client in
                let body = AsyncStream<ByteBuffer> { $0.finish() }
                let response = try await client.put(url: server.url, body: .stream(body, length: .unknown))
                #expect(response.status == .serviceUnavailable)
            }
        }
    }

    /// Sends one request to a server that answers 503 with `Retry-After`.
    private func pauses(
        retryAfter: String,
        limit: Int = 1,
        longestPause: Duration = .seconds(10),
        timeout: TimeAmount
    ) async throws -> [Duration] {
        let pauses = Mutex<[Duration]>([])
        let retries = Retries(limit: limit, firstPause: .seconds(1), longestPause: longestPause) { pause in
            pauses.withLock { $0.append(pause) }
        }
        let reply = PlainServer.Reply.status("503 Later", headers: ["Retry-After": retryAfter])
        try await PlainServer.run(replying: failing(limit, reply)) { server in
            _ = try await spans(retries: retries) { client in
                _ = try await client.execute(HTTPClientRequest(url: server.url), timeout: timeout)
            }
        }
        return pauses.withLock { $0 }
    }

    @Test("waits as long as the server asks for")
    func retryAfter() async throws {
        let pauses = try await pauses(retryAfter: "7", limit: 2, timeout: .minutes(1))
        #expect(pauses == [.seconds(7), .seconds(7)])
    }

    @Test("is none that would have to wait longer than is allowed, or than there is time")
    func longRetryAfter() async throws {
        #expect(try await pauses(retryAfter: "11", timeout: .minutes(1)).isEmpty)
        #expect(try await pauses(retryAfter: "7", timeout: .seconds(6)).isEmpty)
    }

    @Test("waits twice as long each time, but not too long")
    func pauses() {
        let retries = Retries.upTo(9, pause: .seconds(1), longestPause: .seconds(5))
        for (retried, longest) in [(0, 1), (1, 2), (2, 4), (3, 5), (1_000_000, 5)] {
            let pause = retries.pause(retried: retried, after: nil, now: 0) ?? .zero
            #expect((.seconds(longest) / 2 ... .seconds(longest)).contains(pause))
        }
        #expect(retries.pause(retried: 0, after: "soon", now: 0) != nil)
        #expect(retries.pause(retried: 0, after: "5", now: 0) == .seconds(5))
        #expect(retries.pause(retried: 0, after: "6", now: 0) == nil)
        let endless = Retries.upTo(.max, pause: .seconds(Int64.max), longestPause: .seconds(Int64.max))
        #expect(endless.pause(retried: .max, after: nil, now: 0) != nil)
    }

    @Test("is cancelled while it waits")
    func cancellation() async throws {
        try await PlainServer.run(replying: failing(9, .status("503 Later"))) { server in
            let url = server.url
            let tracer = InMemoryTracer()
            let request = Task {
                try await withTracer(tracer) {
                    try await withTracedHTTPClient(retries: .upTo(9, pause: .seconds(600), longestPause: .seconds(600)))
                    {
                        _ = try await $0.get(url: url)
                    }
                }
            }
            await server.requestArrives()
            request.cancel()
            await #expect(throws: CancellationError.self) { try await request.value }
            #expect(tracer.activeSpans.isEmpty)
        }
    }
}
