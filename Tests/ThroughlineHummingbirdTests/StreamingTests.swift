import Hummingbird
import HummingbirdTesting
import InMemoryTracing
import NIOCore
import NIOPosix
import SemanticConventions
import TestSupport
import Testing
import ThroughlineHTTP
import ThroughlineHummingbird
import Tracing

@Suite("Streaming bodies", .timeLimit(.minutes(5)))
struct StreamingTests {
    private let tracer = InMemoryTracer()

    private func application(
        contentLength: Int? = nil,
        excluding excluded: [PathPattern] = [],
        _ write: @escaping @Sendable (inout any ResponseBodyWriter) async throws -> Void
    ) -> some ApplicationProtocol {
        let router = Router()
        router.add(middleware: TelemetryMiddleware(excluding: excluded))
        router.get("stream") { _, _ in
            Response(status: .ok, body: ResponseBody(contentLength: contentLength, write))
        }
        return Application(router: router)
    }

    @Test(
        "The span ends after the last byte, and what the body does is below it",
        arguments: [TestingSetup.router, .live],
        [nil, 12]
    )
    func lastByte(setup: TestingSetup, contentLength: Int?) async throws {
        let tracer = tracer
        let application = application(contentLength: contentLength) { writer in
            for chunk in 1...3 {
                try await withSpan("chunk") { _ in try await writer.write(ByteBuffer(string: "chu\(chunk)")) }
            }
            // Everything is written; only the end is not.
            #expect(tracer.activeSpans.map(\.operationName) == ["GET /stream"])
            try await writer.finish(nil)
        }
        try await withTracer(tracer) {
            try await application.test(setup) { client in
                try await client.execute(uri: "/stream", method: .get) { response in
                    #expect(String(buffer: response.body) == "chu1chu2chu3")
                }
            }
        }
        let spans = tracer.finishedSpans
        #expect(spans.map(\.operationName) == ["chunk", "chunk", "chunk", "GET /stream"])
        #expect(spans.dropLast().allSatisfy { $0.parentSpanID == spans.last?.spanID })
        #expect(spans.last?[.httpResponseStatusCode] == 200)
        #expect(spans.last?.status == nil)
        #expect(tracer.activeSpans.isEmpty)
    }

    @Test("An error in the midst of the body makes the span an error, recorded once")
    func bodyError() async throws {
        let application = application { writer in
            try await writer.write(ByteBuffer(string: "chunk"))
            throw Boom()
        }
        try await withTracer(tracer) {
            try await application.test(.live) { client in
                // The answer breaks off.
                _ = await #expect(throws: (any Error).self) { try await client.execute(uri: "/stream", method: .get) }
            }
        }
        #expect(tracer.finishedSpans.count == 1)
        let span = try #require(tracer.finishedSpans.first)
        #expect(span[.httpResponseStatusCode] == 200)
        #expect(span[.errorType] == "ThroughlineHummingbirdTests.Boom")
        #expect(span.status?.code == .error)
        #expect(span.errors.count == 1)
    }

    @Test("A client that goes away ends the span, as an error")
    func disconnect() async throws {
        let application = application { writer in
            let chunk = ByteBuffer(repeating: UInt8(ascii: "a"), count: 64 << 10)
            while true { try await writer.write(chunk) }
        }
        try await withTracer(tracer) {
            try await application.test(.live) { client in
                let port = try #require(client.port)
                let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    .connect(host: "127.0.0.1", port: port) { channel in
                        channel.eventLoop.makeCompletedFuture {
                            try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                        }
                    }
                try await channel.executeThenClose { inbound, outbound in
                    try await outbound.write(ByteBuffer(string: "GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    for try await _ in inbound { break }
                }
            }
        }
        // The server has stopped, and with it every connection.
        #expect(tracer.activeSpans.isEmpty)
        #expect(tracer.finishedSpans.count == 1)
        let span = try #require(tracer.finishedSpans.first)
        #expect(span[.httpResponseStatusCode] == 200)
        #expect(span[.errorType] != nil)
        #expect(span.status?.code == .error)
        #expect(span.errors.count == 1)
    }

    @Test("What the body of an excluded route does is not traced", arguments: [TestingSetup.router, .live])
    func excluded(setup: TestingSetup) async throws {
        let application = application(excluding: ["/stream"]) { writer in
            try await withSpan("chunk") { _ in try await writer.write(ByteBuffer(string: "chunk")) }
            try await writer.finish(nil)
        }
        try await withTracer(tracer) {
            try await application.test(setup) { client in
                try await client.execute(uri: "/stream", method: .get) { response in
                    #expect(String(buffer: response.body) == "chunk")
                }
            }
        }
        #expect(tracer.finishedSpans.isEmpty)
        #expect(tracer.activeSpans.isEmpty)
    }

    @Test("A body that another middleware drops ends the span all the same")
    func droppedBody() async throws {
        let router = Router()
        router.add(middleware: BodyDropper())
        router.add(middleware: TelemetryMiddleware())
        router.get("a") { _, _ in "never written" }
        try await withTracer(tracer) {
            try await Application(router: router).test(.router) { client in
                try await client.execute(uri: "/a", method: .get) { response in
                    #expect(response.body.readableBytes == 0)
                }
            }
        }
        #expect(tracer.activeSpans.isEmpty)
        #expect(tracer.finishedSpans.map(\.operationName) == ["GET /a"])
    }
}
