import HTTPTypes
import Hummingbird
import HummingbirdTesting
import InMemoryTracing
import NIOCore
import TestSupport
import Testing
import ThroughlineHummingbird
import Tracing

@Suite("Sizes of bodies", .timeLimit(.minutes(5)))
struct BodySizeTests {
    private let tracer = InMemoryTracer()

    /// The span of a raw request to a server that answers with what it was sent.
    private func span(
        _ text: String,
        capturing: [CapturedAttribute] = [.requestBodySize, .responseBodySize],
        inMiddleware: Bool = true
    ) async throws -> FinishedInMemorySpan {
        var options = HTTPServerOptions()
        if inMiddleware { options.capturing = capturing }
        let router = Router(context: ConnectedRequestContext.self)
        router.add(middleware: TelemetryMiddleware(options: options))
        let echo: @Sendable (Request, ConnectedRequestContext) async throws -> Response = { request, _ in
            let body = try await request.body.collect(upTo: 1 << 20)
            guard request.uri.query == "stream" else {
                return Response(status: .ok, body: ResponseBody(byteBuffer: body))
            }
            return Response(
                status: .ok,
                body: ResponseBody { writer in
                    try await writer.write(body)
                    try await writer.write(contentsOf: [body, body])
                    try await writer.finish(nil)
                }
            )
        }
        router.post("a", use: traced(capturing: inMiddleware ? [] : capturing, options: HTTPServerOptions(), echo))
        try await withTracer(tracer) {
            try await Application(router: router).test(.live) { client in
                try await RawConnection.with(port: try #require(client.port)) { connection in
                    try await connection.send(text)
                    #expect(try await connection.readToEnd().contains("12345"))
                }
            }
        }
        return try #require(tracer.popFinishedSpans().first)
    }

    private static let head = "HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    private static let known = "POST /a \(head)Content-Length: 5\r\n\r\n12345"
    private static let chunked = "POST /a \(head)Transfer-Encoding: chunked\r\n\r\n3\r\n123\r\n4\r\n4567\r\n0\r\n\r\n"

    @Test("are not recorded unless somebody asks")
    func byDefault() async throws {
        let span = try await span(Self.known, capturing: [])
        #expect(span[.httpRequestBodySize] == nil)
        #expect(span[.httpResponseBodySize] == nil)
    }

    @Test("are what their lengths say")
    func known() async throws {
        let span = try await span(Self.known)
        #expect(span[.httpRequestBodySize] == 5)
        #expect(span[.httpResponseBodySize] == 5)
    }

    @Test("are counted where no length says them")
    func counted() async throws {
        let span = try await span(Self.chunked)
        #expect(span[.httpRequestBodySize] == 7)
        #expect(span[.httpResponseBodySize] == 7)
        let streaming = try await self.span(Self.known.replacing("POST /a ", with: "POST /a?stream "))
        #expect(streaming[.httpRequestBodySize] == 5)
        #expect(streaming[.httpResponseBodySize] == 15)
    }

    @Test("are recorded where a single handler asks, below a middleware that does not")
    func nested() async throws {
        let span = try await span(Self.known, inMiddleware: false)
        #expect(span[.httpRequestBodySize] == 5)
        #expect(span[.httpResponseBodySize] == 5)
    }
}
