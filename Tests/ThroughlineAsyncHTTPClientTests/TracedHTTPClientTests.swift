import AsyncHTTPClient
import InMemoryTracing
import NIOCore
import NIOHTTP1
import SemanticConventions
import Testing
import ThroughlineAsyncHTTPClient
import ThroughlineHTTP
import Tracing

@Suite("A traced client")
struct TracedHTTPClientTests {
    private let tracer = InMemoryTracer()

    @Test("sends a request, with a span that says all that the convention requires and no more")
    func span() async throws {
        try await PlainServer.run { server in
            try await withTracer(tracer) {
                try await withTracedHTTPClient { client in
                    let response = try await client.get(url: "\(server.url)/products/1?sig=secret&page=2")
                    #expect(response.status == .ok)
                }
            }
            #expect(tracer.activeSpans.isEmpty)
            let span = try #require(tracer.finishedSpans.first)
            #expect(tracer.finishedSpans.count == 1)
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
}
