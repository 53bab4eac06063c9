import ArgumentParser
import NIOCore
import NIOHTTP1
import NIOPosix

/// A collector that counts the spans it gets, and keeps nothing. Prints its port, and the count when its input closes.
struct Sink: AsyncParsableCommand {
    func run() async throws {
        let counter = SpanCounter()
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup(numberOfThreads: 1))
            .serverChannelOption(.backlog, value: 64)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(CountingHandler(counter: counter))
                }
            }
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 256 << 10))
            .bind(host: "127.0.0.1", port: 0).get()
        guard let port = server.localAddress?.port else { throw ExitCode.failure }
        StandardOutput.say("port \(port)")
        _ = readLine(strippingNewline: true)  // until the parent closes our input
        StandardOutput.say("spans \(counter.value)")
    }
}

/// Counts the spans of every request that it answers.
private final class CountingHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let counter: SpanCounter
    private var body = ByteBuffer()

    init(counter: SpanCounter) {
        self.counter = counter
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            body.clear()
        case .body(var part):
            body.writeBuffer(&part)
        case .end:
            counter.add(body.withUnsafeReadableBytes { SpanCounter.spans(in: $0) })
            var headers = HTTPHeaders()
            headers.add(name: "content-type", value: "application/x-protobuf")
            headers.add(name: "content-length", value: "0")
            let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
