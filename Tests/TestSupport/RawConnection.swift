package import NIOCore
package import NIOPosix

/// A connection on which a test writes HTTP as it likes, also as no client would.
package struct RawConnection {
    /// One answer of several on a connection.
    package struct Answer {
        package let status: Int
        /// By their names in lower case.
        package let headers: [String: String]
        package let body: [UInt8]
    }

    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var received = ByteBuffer()

    /// Connects for as long as `body` takes, and then goes away.
    package static func with<Result: Sendable>(
        port: Int,
        _ body: (inout RawConnection) async throws -> Result
    ) async throws -> Result {
        try await with({ try await $0.connect(host: "127.0.0.1", port: port, channelInitializer: $1) }, body)
    }

    package static func with<Result: Sendable>(
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
            channel.eventLoop.makeCompletedFuture {
                try AsyncChannel(
                    wrappingChannelSynchronously: channel,
                    configuration: AsyncChannel.Configuration(isOutboundHalfClosureEnabled: true)
                )
            }
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
}

// MARK: - Sending

extension RawConnection {
    package func send(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    package func send(_ bytes: [UInt8]) async throws {
        try await outbound.write(ByteBuffer(bytes: bytes))
    }

    /// Sends nothing more, and says so; what comes is still read.
    package func closeOutput() {
        outbound.finish()
    }
}

// MARK: - What comes back

extension RawConnection {
    /// Whatever comes until `text` has come, that included; all there is where the connection ends before.
    @discardableResult
    package mutating func read(until text: String) async throws -> String {
        try await readText(until: text) ?? received.readString(length: received.readableBytes) ?? ""
    }

    /// Whatever comes until the connection ends.
    package mutating func readToEnd() async throws -> String {
        while try await receive() {}
        return received.readString(length: received.readableBytes) ?? ""
    }

    /// Whatever comes until the connection ends, if need be by a reset.
    package mutating func readToReset() async -> [UInt8] {
        while (try? await receive()) == true {}
        return received.readBytes(length: received.readableBytes) ?? []
    }

    /// The next answer; `nil` when the connection is closed instead.
    package mutating func answer() async throws -> Answer? {
        try await answer(hasBody: true)
    }

    /// The next answer, which is one to HEAD.
    package mutating func head() async throws -> Answer? {
        try await answer(hasBody: false)
    }

    private mutating func answer(hasBody: Bool) async throws -> Answer? {
        guard let head = try await readText(until: "\r\n\r\n") else { return nil }
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

    /// `nil` where the connection ends before `end` has come.
    private mutating func readText(until end: String) async throws -> String? {
        while true {
            let bytes = Array(received.readableBytesView)
            if let range = bytes.firstRange(of: Array(end.utf8)) {
                return received.readString(length: range.upperBound)
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
