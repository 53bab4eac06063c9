import NIOCore
import NIOPosix
import Synchronization

/// A server on 127.0.0.1 that keeps the head of every request as it came over the wire, and answers 200.
final class CaptureServer: Sendable {
    /// The head of a request.
    struct Head {
        var line: String
        var fields: [(name: String, value: String)]

        init(_ bytes: [UInt8]) {
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").map(String.init)
            line = lines.first ?? ""
            fields = lines.dropFirst().map { line in
                let name = line.prefix { $0 != ":" }
                return (String(name), String(line.dropFirst(name.count + 1).drop { $0 == " " }))
            }
        }

        /// The values of every field with this name, spelt like this.
        func values(_ name: String) -> [String] {
            fields.filter { $0.name == name }.map(\.value)
        }
    }

    private let heads = Mutex<[Head]>([])
    private let channel: any Channel

    /// Runs `body` beside a server.
    static func run<Result>(_ body: (CaptureServer) async throws -> Result) async throws -> Result {
        let captured = Captured()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Connection(captured))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = CaptureServer(channel)
        captured.server.withLock { $0 = server }
        do {
            let result = try await body(server)
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private init(_ channel: any Channel) {
        self.channel = channel
    }

    var port: Int { channel.localAddress?.port ?? 0 }

    /// What came so far.
    var requests: [Head] { heads.withLock { $0 } }

    /// The server, once there is one: connections are made by the one that is bound, which is made before.
    private final class Captured: Sendable {
        let server = Mutex<CaptureServer?>(nil)

        func add(_ head: Head) {
            server.withLock { $0 }?.heads.withLock { $0.append(head) }
        }
    }

    private final class Connection: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let captured: Captured
        private var bytes: [UInt8] = []

        init(_ captured: Captured) {
            self.captured = captured
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            bytes += unwrapInboundIn(data).readableBytesView
            guard bytes.suffix(4) == Array("\r\n\r\n".utf8) else { return }
            captured.add(Head(bytes))
            bytes = []
            let answer = ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
        }
    }
}
