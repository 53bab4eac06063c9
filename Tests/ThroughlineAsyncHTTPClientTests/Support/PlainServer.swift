import NIOCore
import NIOPosix
import Synchronization

/// A server on 127.0.0.1 that is made of bytes, and so can do what no HTTP server does.
final class PlainServer: Sendable {
    struct Request: Sendable {
        var method: String
        var target: String
        var headers: [(name: String, value: String)]
        var body: String

        func values(_ name: String) -> [String] {
            headers.filter { $0.name.lowercased() == name }.map(\.value)
        }
    }

    enum Reply: Sendable {
        case status(_ status: String, headers: [String: String] = [:], body: String = "")
        /// These bytes, whatever they are.
        case bytes(String)
        /// Nothing; the connection stays open.
        case nothing
        case close
        case reset

        static let ok = Reply.status("200 OK")

        static func redirect(_ status: Int, to location: String) -> Reply {
            .status("\(status) Elsewhere", headers: ["Location": location])
        }
    }

    private let channel: any Channel
    private let received: Received

    private init(channel: any Channel, received: Received) {
        self.channel = channel
        self.received = received
    }

    /// Runs a test against a server.
    ///
    /// - Parameter reply: What a request is answered with, given how many there were before it.
    static func run<Result>(
        replying reply: @escaping @Sendable (Request, Int) -> Reply = { _, _ in .ok },
        _ test: (PlainServer) async throws -> Result
    ) async throws -> Result {
        let received = Received()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Connection(received, reply))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let result: Result
        do {
            result = try await test(PlainServer(channel: channel, received: received))
        } catch {
            try? await channel.close().get()
            throw error
        }
        try await channel.close().get()
        return result
    }

    var port: Int { channel.localAddress?.port ?? 0 }
    var url: String { "http://127.0.0.1:\(port)" }
    var requests: [Request] { received.requests.withLock { $0 } }

    /// Returns when a request is here.
    func requestArrives() async {
        for await _ in received.arrivals { return }
    }

    fileprivate final class Received: Sendable {
        let requests = Mutex<[Request]>([])
        let arrivals: AsyncStream<Void>
        private let arrival: AsyncStream<Void>.Continuation

        init() {
            (arrivals, arrival) = AsyncStream.makeStream()
        }

        /// - Returns: How many requests there were before this one.
        func add(_ request: Request) -> Int {
            let count = requests.withLock { requests in
                requests.append(request)
                return requests.count - 1
            }
            arrival.yield()
            return count
        }
    }
}

private final class Connection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let received: PlainServer.Received
    private let reply: @Sendable (PlainServer.Request, Int) -> PlainServer.Reply
    private var bytes: [UInt8] = []

    init(
        _ received: PlainServer.Received,
        _ reply: @escaping @Sendable (PlainServer.Request, Int) -> PlainServer.Reply
    ) {
        self.received = received
        self.reply = reply
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes += Array(unwrapInboundIn(data).readableBytesView)
        if bytes.first == 0x16 {
            // The start of a TLS handshake, which is answered like any nonsense.
            return write("HTTP/1.1 400 Bad Request\r\n\r\n", context)
        }
        while let request = takeRequest() {
            switch reply(request, received.add(request)) {
            case .status(let status, let headers, let body):
                let fields = headers.map { "\($0): \($1)\r\n" }.joined()
                let length = request.method == "HEAD" ? "" : "Content-Length: \(body.utf8.count)\r\n"
                write("HTTP/1.1 \(status)\r\n\(fields)\(length)\r\n\(request.method == "HEAD" ? "" : body)", context)
            case .bytes(let bytes): write(bytes, context)
            case .nothing: break
            case .close: context.close(promise: nil)
            case .reset:
                // Closing with a linger time of zero sends RST.
                (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
                    .assumeIsolated().whenComplete { _ in context.close(promise: nil) }
            }
        }
    }

    private func write(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(NIOAny(ByteBuffer(string: text)), promise: nil)
    }

    /// The first complete request among what was received.
    private func takeRequest() -> PlainServer.Request? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let line = lines[0].split(separator: " ")
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (name: String(parts[0]), value: String(parts[1].drop { $0 == " " }))
        }
        let isChunked = headers.contains { $0.name.lowercased() == "transfer-encoding" }
        var bodyEnd = end.upperBound
        if isChunked {
            guard let last = bytes[end.upperBound...].firstRange(of: Array("0\r\n\r\n".utf8)) else { return nil }
            bodyEnd = last.upperBound
        } else if let length = headers.first(where: { $0.name.lowercased() == "content-length" }) {
            bodyEnd += Int(length.value) ?? 0
        }
        guard bytes.count >= bodyEnd else { return nil }
        let body = String(decoding: bytes[end.upperBound..<bodyEnd], as: UTF8.self)
        bytes.removeFirst(bodyEnd)
        return PlainServer.Request(method: String(line[0]), target: String(line[1]), headers: headers, body: body)
    }
}
