import Hummingbird
import HummingbirdTesting
import InMemoryTracing
import Metrics
import MetricsTestKit
import NIOCore
import TestSupport
import Testing
import ThroughlineHummingbird
import Tracing

@Suite("A client that goes away", .timeLimit(.minutes(5)))
struct ClientGoneTests {
    private let tracer = InMemoryTracer()
    private let metrics = TestMetrics()

    /// The only span of a request that a client sends raw, and then leaves.
    private func span<Context: RequestContext & InitializableFromSource<ApplicationRequestContextSource>>(
        in context: Context.Type = ConnectedRequestContext.self,
        _ method: HTTPRequest.Method = .get,
        sending text: String,
        readingUntil end: String? = nil,
        awaiting signal: AsyncStream<Void>? = nil,
        handler: @escaping @Sendable (Request, Context) async throws -> Response
    ) async throws -> FinishedInMemorySpan {
        let router = Router(context: context)
        router.add(middleware: TelemetryMiddleware(options: HTTPServerOptions()))
        router.on("a", method: method, use: handler)
        let application = Application(router: router)
        try await withMetricsFactory(metrics) {
            try await withTracer(tracer) {
                try await application.test(.live) { client in
                    try await RawConnection.with(port: try #require(client.port)) { connection in
                        try await connection.send(text)
                        if let end { try await connection.read(until: end) }
                        if let signal { _ = await signal.first { _ in true } }
                    }
                }
            }
        }
        // The server has stopped, and with it every connection.
        #expect(tracer.activeSpans.isEmpty)
        #expect(tracer.finishedSpans.count == 1)
        return try #require(tracer.finishedSpans.first)
    }

    private func expectGone(
        _ span: FinishedInMemorySpan,
        status: Int?,
        errorType: String = HTTPServerSpan.clientDisconnected
    ) {
        #expect(span[.httpResponseStatusCode] == status)
        #expect(span[.errorType] == errorType)
        #expect(span.status?.code == .error)
        #expect(span.status?.message == nil)
        #expect(span.errors.count == 1)
        let timers = metrics.timers(label: "http.server.request.duration")
        #expect(timers.flatMap(\.values).count == 1)
        let dimensions = timers.flatMap(\.dimensions)
        #expect(dimensions.contains { $0 == ("error.type", errorType) })
        #expect(dimensions.first { $0.0 == "http.response.status_code" }?.1 == status.map { "\($0)" })
        #expect(metrics.meters(label: "http.server.active_requests").map(\.lastValue) == [0])
    }

    private static let get = "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n"

    @Test("in the midst of a body leaves the status that it was sent, and an error")
    func streaming() async throws {
        let span = try await span(sending: Self.get, readingUntil: "aaaa") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    let chunk = ByteBuffer(repeating: UInt8(ascii: "a"), count: 64 << 10)
                    while true { try await writer.write(chunk) }
                }
            )
        }
        expectGone(span, status: 200)
    }

    @Test("is noticed also where the body makes nothing of it")
    func swallowed() async throws {
        let span = try await span(sending: Self.get, readingUntil: "aaaa") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    let chunk = ByteBuffer(repeating: UInt8(ascii: "a"), count: 64 << 10)
                    do {
                        while true { try await writer.write(chunk) }
                    } catch {
                        // It has ended, and that is all there is to do.
                    }
                }
            )
        }
        expectGone(span, status: 200)
    }

    @Test("before there is an answer leaves no status, least of all 500")
    func beforeTheAnswer() async throws {
        let (waiting, continuation) = AsyncStream<Void>.makeStream()
        let span = try await span(sending: Self.get, awaiting: waiting) { request, _ -> Response in
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                continuation.yield()
                try await Task.sleep(for: .seconds(3600))
                return Response(status: .ok)
            }
        }
        expectGone(span, status: nil, errorType: "Swift.CancellationError")
    }

    @Test("in the midst of its own body leaves no status")
    func upload() async throws {
        let (waiting, continuation) = AsyncStream<Void>.makeStream()
        let span = try await span(
            .post,
            sending: "POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc",
            awaiting: waiting
        ) { request, _ in
            for try await _ in request.body { continuation.yield() }
            return Response(status: .ok)
        }
        expectGone(span, status: nil)
    }

    @Test("or a server that stops may be why a handler was cancelled: no status is made up for it")
    func cancelled() async throws {
        let span = try await span(in: BasicRequestContext.self, sending: Self.get, readingUntil: "\r\n\r\n") { _, _ in
            throw CancellationError()
        }
        expectGone(span, status: nil, errorType: "Swift.CancellationError")
    }
}
