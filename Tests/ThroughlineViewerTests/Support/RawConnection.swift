import NIOCore
import NIOPosix

/// A TCP connection on which a test writes HTTP as it likes.
struct RawConnection {
    struct Answer {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]
    }

    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var received = ByteBuffer()

    /// Connects for as long as `body` takes.
    static func with(port: Int, _ body: (inout RawConnection) async throws -> Void) async throws {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        try await channel.executeThenClose { inbound, outbound in
            var connection = RawConnection(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            try await body(&connection)
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

    func send(_ bytes: [UInt8]) async throws {
        try await outbound.write(ByteBuffer(bytes: bytes))
    }

    /// The next answer; `nil` when the connection is closed instead.
    mutating func answer() async throws -> Answer? {
        try await answer(hasBody: true)
    }

    /// The next answer, which is one to HEAD.
    mutating func head() async throws -> Answer? {
        try await answer(hasBody: false)
    }

    private mutating func answer(hasBody: Bool) async throws -> Answer? {
        guard let head = try await read(until: "\r\n\r\n") else { return nil }
        let lines = head.split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ": ", maxSplits: 1)
            headers[parts[0].lowercased()] = parts.count > 1 ? String(parts[1]) : ""
        }
        let length = hasBody ? headers["content-length"].flatMap { Int($0) } ?? 0 : 0
        while received.readableBytes < length {
            guard try await receive() else { return nil }
        }
        return Answer(
            status: Int(lines[0].split(separator: " ")[1]) ?? 0,
            headers: headers,
            body: received.readBytes(length: length) ?? []
        )
    }

    private mutating func read(until end: String) async throws -> String? {
        while true {
            let bytes = Array(received.readableBytesView)
            if let range = bytes.firstRange(of: Array(end.utf8)) {
                let text = received.readString(length: range.lowerBound)
                received.moveReaderIndex(forwardBy: end.utf8.count)
                return text
            }
            guard try await receive() else { return nil }
        }
    }

    private mutating func receive() async throws -> Bool {
        guard var piece = try await inbound.next() else { return false }
        received.writeBuffer(&piece)
        return true
    }
}
