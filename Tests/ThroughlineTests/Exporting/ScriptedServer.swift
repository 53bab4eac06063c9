import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

/// A server on 127.0.0.1 that answers each request as the next step of a script says, also with what no HTTP server
/// would ever send.
final class ScriptedServer: Sendable {
    enum Step: Sendable, CustomTestStringConvertible {
        /// These bytes, and then the next request.
        case answer([UInt8])
        /// Nothing, and the connection closed.
        case close
        /// Nothing, and the connection reset, as soon as the first bytes of the request are here.
        case resetInRequest
        /// These bytes, and then nothing more; the connection stays open.
        case stall(after: [UInt8])
        /// These bytes, and the connection closed.
        case breakOff(after: [UInt8])
        /// The head, and then the chunk again and again until the connection is gone.
        case flood(head: [UInt8], chunk: [UInt8])

        /// What a test is called by.
        var testDescription: String {
            switch self {
            case .answer(let bytes): "answer \(Self.start(of: bytes))"
            case .close: "close"
            case .resetInRequest: "reset in the request"
            case .stall(after: let bytes): "stall after \(Self.start(of: bytes))"
            case .breakOff(after: let bytes): "break off after \(Self.start(of: bytes))"
            case .flood(head: let head, _): "flood after \(Self.start(of: head))"
            }
        }

        private static func start(of bytes: [UInt8]) -> String {
            String(decoding: bytes.prefix(40), as: UTF8.self)
        }

        static func status(_ status: String, headers: String = "", body: [UInt8] = []) -> Step {
            .answer(http(status, headers: headers, body: body))
        }

        static func http(_ status: String, headers: String = "", body: [UInt8] = []) -> [UInt8] {
            Array("HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.count)\r\n\r\n".utf8) + body
        }
    }

    struct Request: Sendable {
        var line: String
        var headers: [(name: String, value: String)]
        var body: [UInt8]

        func values(_ name: String) -> [String] {
            headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
        }
    }

    private struct State {
        var script: [Step]
        var requests: [Request] = []
        var connections = 0
        var openConnections = 0
    }

    private let state: Mutex<State>
    private let channel: any Channel
    private let changes: Changes

    /// Runs a test against a server. Requests beyond the script are answered with an empty 200.
    static func run<R>(
        _ script: [Step],
        tls: NIOSSLContext? = nil,
        _ test: (ScriptedServer) async throws -> R
    ) async throws -> R {
        let server = try await ScriptedServer(script, tls: tls)
        do {
            let result = try await test(server)
            try await server.channel.close().get()
            return result
        } catch {
            try? await server.channel.close().get()
            throw error
        }
    }

    private init(_ script: [Step], tls: NIOSSLContext?) async throws {
        let box = Box()
        changes = Changes()
        state = Mutex(State(script: script))
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(Connection(box))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        box.server.withLock { $0 = self }
    }

    var port: Int { channel.localAddress?.port ?? 0 }

    var url: String { "http://127.0.0.1:\(port)" }

    var requests: [Request] { state.withLock { $0.requests } }

    /// How many connections were made.
    var connections: Int { state.withLock { $0.connections } }

    /// Returns when that many requests are here.
    func requests(atLeast count: Int) async {
        await changes.wait { self.requests.count >= count }
    }

    /// Returns when every connection is closed.
    func allClosed() async {
        await changes.wait { self.state.withLock { $0.openConnections } == 0 }
    }

    fileprivate func opened() {
        state.withLock { state in
            state.connections += 1
            state.openConnections += 1
        }
        changes.signal()
    }

    fileprivate func closed() {
        state.withLock { $0.openConnections -= 1 }
        changes.signal()
    }

    fileprivate func resetsInRequest() -> Bool {
        let resets = state.withLock { state in
            guard case .resetInRequest = state.script.first else { return false }
            state.script.removeFirst()
            state.requests.append(Request(line: "", headers: [], body: []))
            return true
        }
        if resets { changes.signal() }
        return resets
    }

    fileprivate func step(for request: Request) -> Step {
        let step = state.withLock { state in
            state.requests.append(request)
            return state.script.isEmpty ? .status("200 OK") : state.script.removeFirst()
        }
        changes.signal()
        return step
    }

    /// Lets connections find the server, which has to exist before them.
    fileprivate final class Box: Sendable {
        let server = Mutex<ScriptedServer?>(nil)
    }
}

private final class Connection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let box: ScriptedServer.Box
    private var received: [UInt8] = []

    init(_ box: ScriptedServer.Box) {
        self.box = box
    }

    private var server: ScriptedServer? { box.server.withLock { $0 } }

    func channelActive(context: ChannelHandlerContext) {
        server?.opened()
    }

    func channelInactive(context: ChannelHandlerContext) {
        server?.closed()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let isStart = received.isEmpty
        received += Array(unwrapInboundIn(data).readableBytesView)
        if isStart, server?.resetsInRequest() == true {
            return reset(context)
        }
        while let request = takeRequest(), let step = server?.step(for: request) {
            perform(step, context)
        }
    }

    private func perform(_ step: ScriptedServer.Step, _ context: ChannelHandlerContext) {
        switch step {
        case .answer(let bytes), .stall(after: let bytes):
            context.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes)), promise: nil)
        case .close:
            context.close(promise: nil)
        case .resetInRequest:
            reset(context)
        case .breakOff(after: let bytes):
            context.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes))).assumeIsolated().whenComplete { _ in
                context.close(promise: nil)
            }
        case .flood(let head, let chunk):
            context.writeAndFlush(NIOAny(ByteBuffer(bytes: head)), promise: nil)
            flood(chunk, context)
        }
    }

    private func flood(_ chunk: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(NIOAny(ByteBuffer(bytes: chunk))).assumeIsolated().whenSuccess {
            self.flood(chunk, context)
        }
    }

    private func reset(_ context: ChannelHandlerContext) {
        // Closing with a linger time of zero sends RST.
        (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
            .assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }

    /// The first complete request among what was received.
    private func takeRequest() -> ScriptedServer.Request? {
        guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: received[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (name: String(parts[0]), value: String(parts[1].drop { $0 == " " }))
        }
        let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
        guard received.count >= end.upperBound + length else { return nil }
        let body = Array(received[end.upperBound..<(end.upperBound + length)])
        received.removeFirst(end.upperBound + length)
        return ScriptedServer.Request(line: String(lines[0]), headers: headers, body: body)
    }
}
