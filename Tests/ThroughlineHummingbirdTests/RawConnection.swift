import NIOCore
import NIOPosix

/// A connection on which a test writes HTTP as it likes.
struct RawConnection {
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var received = ByteBuffer()

    /// Connects for as long as `body` takes, and then goes away.
    static func with<Result: Sendable>(
        port: Int,
        _ body: (inout RawConnection) async throws -> Result
    ) async throws -> Result {
        try await with({ try await $0.connect(host: "127.0.0.1", port: port, channelInitializer: $1) }, body)
    }

    static func with<Result: Sendable>(
        unixDomainSocketPath path: String,
        _ body: (inout RawConnection) async throws -> Result
    ) async throws -> Result {
        try await with({ try await $0.connect(unixDomainSocketPath: path, channelInitializer: $1) }, body)
    }

    private typealias AsyncChannel = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private static func with<Result: Sendable>(
        _ connect: (
            ClientBootstrap, @escaping @Sendable (any Channel) -> EventLoopFuture<AsyncChannel>
        ) async throws -> AsyncChannel,
        _ body: (inout RawConnection) async throws -> Result
    ) async throws -> Result {
        let channel = try await connect(ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)) { channel in
            channel.eventLoop.makeCompletedFuture { try AsyncChannel(wrappingChannelSynchronously: channel) }
        }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = RawConnection(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            return try await body(&connection)
        }
    }

    private init(
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound
        self.outbound = outbound
    }

    func send(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    /// Whatever comes until `text` has come, that included; all there is where the connection ends before.
    @discardableResult
    mutating func read(until text: String) async throws -> String {
        while true {
            let all = String(buffer: received)
            if let range = all.firstRange(of: text) {
                let read = String(all[..<range.upperBound])
                received.moveReaderIndex(forwardBy: read.utf8.count)
                return read
            }
            guard var piece = try await inbound.next() else {
                received.clear()
                return all
            }
            received.writeBuffer(&piece)
        }
    }

    /// Whatever comes until the connection ends.
    mutating func readToEnd() async throws -> String {
        while var piece = try await inbound.next() { received.writeBuffer(&piece) }
        defer { received.clear() }
        return String(buffer: received)
    }
}
