import NIOCore
import NIOPosix

/// A TCP connection that sends the bytes it is given, also those that no HTTP client would send.
enum RawConnection {
    /// What came back until the other end closed the connection.
    struct Answer {
        var bytes: [UInt8]

        /// The status code of the first answer; `nil` if there is none.
        var status: Int? {
            let line = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self).split(separator: " ")
            return line.count > 1 && line[0].hasPrefix("HTTP/1.") ? Int(line[1]) : nil
        }
    }

    /// Connects to a port of this machine, sends, and waits until the other end has closed the connection.
    ///
    /// - Parameter thenCloses: Whether nothing more can come, so that the other end does not wait for it.
    static func send(_ bytes: [UInt8], port: Int, thenCloses: Bool = false) async throws -> Answer {
        let answer = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: [UInt8].self)
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Collector(answer))
                    }
                }
                .connect(host: "127.0.0.1", port: port).get()
        } catch {
            answer.fail(error)
            throw error
        }
        // The other end may have heard enough before everything is sent.
        try? await channel.writeAndFlush(ByteBuffer(bytes: bytes))
        if thenCloses { try? await channel.close(mode: .output) }
        return Answer(bytes: try await answer.futureResult.get())
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let answer: EventLoopPromise<[UInt8]>
        private var bytes: [UInt8] = []

        init(_ answer: EventLoopPromise<[UInt8]>) {
            self.answer = answer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            bytes += unwrapInboundIn(data).readableBytesView
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)  // a reset; what came before it counts
        }

        func channelInactive(context: ChannelHandlerContext) {
            answer.succeed(bytes)
        }
    }
}
