import AsyncHTTPClient
import InMemoryTracing
import NIOCore
import NIOHTTP1
import SemanticConventions
import TestSupport
import Testing
import ThroughlineHTTP
import Tracing

@testable import ThroughlineAsyncHTTPClient

/// AsyncHTTPClient traces by itself, and a client that traces cannot be told not to.
@Suite("A client that is given", .timeLimit(.minutes(5)))
struct GivenClientTests {
    private let tracer = InMemoryTracer()
    private var attempts: [FinishedInMemorySpan] { tracer.finishedSpans.filter { $0.kind == .client } }

    /// Sends one request with a client of this configuration, wrapped.
    private func send(
        _ url: String,
        _ configuration: HTTPClient.Configuration,
        wrap: (HTTPClient) -> TracedHTTPClient = { TracedHTTPClient($0) }
    ) async throws {
        let client = HTTPClient(configuration: configuration)
        do {
            try await withTracer(tracer) {
                try await withSpan("work") { _ in
                    _ = try await wrap(client).get(url: url, headers: ["In-Memory-Trace-ID": "forwarded"])
                }
            }
        } catch {
            try? await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    private var tracingConfiguration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.tracing.tracer = tracer
        return configuration
    }

    @Test("makes no second span, and no second header, though it traces by itself")
    func once() async throws {
        try await PlainServer.run { server in
            try await send(server.url, tracingConfiguration)
            let span = try #require(attempts.first)
            #expect(attempts.count == 1)
            #expect(tracer.performedContextInjections.count == 1)
            #expect(span.attributeNames.contains("http.response.status_code"))
            #expect(server.requests.first?.values("in-memory-trace-id") == [span.traceID])
            #expect(server.requests.first?.values("in-memory-span-id") == [span.spanID])
        }
    }

    @Test("is followed by one span an attempt, though it redirects by itself")
    func redirects() async throws {
        try await PlainServer.run(replying: { request, _ in request.target == "/" ? .redirect(302, to: "/b") : .ok }) {
            server in
            try await send("\(server.url)/", tracingConfiguration)
            #expect(attempts.map { $0[.httpResponseStatusCode] } == [302, 200])
        }
    }

    @Test("can be AsyncHTTPClient's shared one")
    func shared() async throws {
        try await PlainServer.run { server in
            try await withTracer(tracer) {
                _ = try await TracedHTTPClient(HTTPClient.shared).get(url: server.url)
            }
            #expect(attempts.count == 1)
        }
    }

    @Test("is used itself where it leaves tracing and redirects alone")
    func used() async throws {
        var configuration = HTTPClient.Configuration()
        configuration.tracing.tracer = nil
        configuration.redirectConfiguration = .disallow
        let client = HTTPClient(configuration: configuration)
        #expect(TracedHTTPClient(client).client === client)
        try await client.shutdown()
    }

    @Test("has one twin, however often it is wrapped, for as long as it lives")
    func twins() async throws {
        let client = HTTPClient(configuration: tracingConfiguration)
        let other = HTTPClient(configuration: tracingConfiguration)
        let twin = TracedHTTPClient(client).client
        #expect(twin !== client)
        #expect(TracedHTTPClient(client).client === twin)
        #expect(TracedHTTPClient(other).client !== twin)
        #expect(twin.tracer == nil)
        try await client.shutdown()
        try await other.shutdown()
    }

    @Test("is not shut down by its wrapper")
    func shutdown() async throws {
        try await PlainServer.run { server in
            let client = HTTPClient(configuration: tracingConfiguration)
            let traced = TracedHTTPClient(client)
            try await traced.shutdown()
            // What its client sends goes through another one, and either could have been shut down.
            await #expect(throws: Never.self) { _ = try await traced.get(url: server.url) }
            await #expect(throws: Never.self) { _ = try await client.get(url: server.url).get() }
            #expect(server.requests.count == 2)
            try await client.shutdown()
        }
    }

    @Test("traces by itself where nothing else can be done, and then alone")
    func opaque() async throws {
        try await PlainServer.run { server in
            try await send(server.url, tracingConfiguration) { client in
                TracedHTTPClient(client, RequestRecording(HTTPClientOptions()), redirects: nil, tracesItself: true)
            }
            #expect(attempts.count == 1)
            let span = try #require(attempts.first)
            #expect(server.requests.first?.values("in-memory-trace-id") == [span.traceID])
        }
    }
}

@Suite("A client of its own", .timeLimit(.minutes(5)))
struct OwnClientTests {
    @Test("is shut down with its wrapper, once")
    func shutdown() async throws {
        let client = TracedHTTPClient()
        try await client.shutdown()
        try await client.shutdown()
        await #expect(throws: HTTPClientError.alreadyShutdown) { _ = try await client.get(url: "http://127.0.0.1:1/") }
    }

    @Test("ends with its wrapper where nobody shuts it down")
    func forgotten() async throws {
        try await PlainServer.run { server in
            let client = TracedHTTPClient()
            let response = try await client.get(url: server.url)
            #expect(response.status == .ok)
        }
    }

    @Test("lasts as long as the closure that it is for, which may throw")
    func scoped() async throws {
        struct Boom: Error {}
        var escaped: TracedHTTPClient?
        await #expect(throws: Boom.self) {
            try await withTracedHTTPClient { client in
                escaped = client
                throw Boom()
            }
        }
        let client = try #require(escaped)
        await #expect(throws: HTTPClientError.alreadyShutdown) { _ = try await client.get(url: "http://127.0.0.1:1/") }
    }
}
