import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// An SMTP server that does what a test says, the wrong things above all. It listens on 127.0.0.1, on a port of the
/// system's choice.
///
/// ```swift
/// try await ScriptedServer.run { client in
///     try await client.welcome(["PIPELINING"])
///     try await client.serve { command in command.hasPrefix("RCPT") ? "550 no" : nil }
/// } body: { server in
///     let transport = try server.transport()
///     …
/// }
/// ```
final class ScriptedServer: Sendable {
    typealias Script = @Sendable (ScriptedClient) async throws -> Void

    let port: Int
    private let log = Mutex(Log())
    private let keepsLog: Bool

    private struct Log {
        var commands: [String] = []
        var mails: [ReceivedMail] = []
        var connections = 0
    }

    private init(port: Int, keepsLog: Bool) {
        self.port = port
        self.keepsLog = keepsLog
    }

    /// Every line that clients have sent, without those of contents, in the order of arrival.
    var commands: [String] { log.withLock { $0.commands } }
    /// Every mail that was taken over.
    var mails: [ReceivedMail] { log.withLock { $0.mails } }
    var connections: Int { log.withLock { $0.connections } }

    /// Serves each connection by the script while the body runs. A script that throws closes its connection.
    ///
    /// - Parameters:
    ///   - keepsLog: Whether it remembers commands and mails, so that its memory grows.
    ///   - script: What is said on a connection; by default, what a server says with which nothing is wrong.
    static func run<Value>(
        implicitTLS: NIOSSLContext? = nil,
        keepsLog: Bool = true,
        _ script: @escaping Script = { client in try await client.serveWell() },
        body: (ScriptedServer) async throws -> Value
    ) async throws -> Value {
        let (connections, arrivals) = AsyncStream.makeStream(of: Arrival.self)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 256)
            .childChannelOption(.socketOption(.so_rcvbuf), value: 64 * 1024)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let (bytes, feed) = AsyncStream.makeStream(of: ByteBuffer.self)
                    if let implicitTLS {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: implicitTLS))
                    }
                    try channel.pipeline.syncOperations.addHandler(FeedHandler(feed))
                    arrivals.yield(Arrival(channel: channel, bytes: bytes))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = ScriptedServer(port: listener.localAddress?.port ?? 0, keepsLog: keepsLog)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await withDiscardingTaskGroup { group in
                    for await arrival in connections {
                        group.addTask { await server.serve(arrival, script) }
                    }
                    group.cancelAll()
                }
            }
            defer {
                listener.close(promise: nil)
                arrivals.finish()
                group.cancelAll()
            }
            return try await body(server)
        }
    }

    private struct Arrival {
        let channel: any Channel
        let bytes: AsyncStream<ByteBuffer>
    }

    private func serve(_ arrival: Arrival, _ script: Script) async {
        let number = log.withLock { log in
            defer { log.connections += 1 }
            return log.connections
        }
        await withTaskCancellationHandler {
            try? await script(ScriptedClient(number, arrival.channel, arrival.bytes.makeAsyncIterator(), self))
            arrival.channel.close(promise: nil)
        } onCancel: {
            arrival.channel.close(promise: nil)
        }
    }

    fileprivate func received(_ command: String) {
        guard keepsLog else { return }
        log.withLock { $0.commands.append(command) }
    }

    fileprivate func received(_ mail: ReceivedMail) {
        guard keepsLog else { return }
        log.withLock { $0.mails.append(mail) }
    }
}

/// A mail as a server got it.
struct ReceivedMail: Sendable {
    var sender: String
    var recipients: [String]
    var content: String
    /// The number of the connection, from 0.
    var connection: Int
}

/// A client of the scripted server, from the server's side.
final class ScriptedClient {
    struct Gone: Error {}

    /// Which connection it is, from 0.
    let number: Int
    let channel: any Channel
    private let server: ScriptedServer
    private var inbound: AsyncStream<ByteBuffer>.AsyncIterator
    private var buffer = ByteBuffer()

    fileprivate init(
        _ number: Int,
        _ channel: any Channel,
        _ inbound: AsyncStream<ByteBuffer>.AsyncIterator,
        _ server: ScriptedServer
    ) {
        self.number = number
        self.channel = channel
        self.inbound = inbound
        self.server = server
    }

    /// The next line of a client, without its end.
    func line() async throws -> String {
        let line = try await rawLine()
        server.received(line)
        return line
    }

    /// As many lines as the client has sent without waiting for an answer, at least so many.
    func lines(_ count: Int) async throws -> [String] {
        var lines: [String] = []
        for _ in 0..<count { lines.append(try await line()) }
        return lines
    }

    /// Whether the client has sent more than has been read.
    var hasMore: Bool { buffer.readableBytes > 0 }

    private func rawLine() async throws -> String {
        while true {
            let view = buffer.readableBytesView
            if let end = view.firstIndex(of: UInt8(ascii: "\n")) {
                let line = buffer.readString(length: end - view.startIndex + 1) ?? ""
                return String(line.unicodeScalars.filter { $0 != "\r" && $0 != "\n" })
            }
            try await read()
        }
    }

    /// From here on nothing is read from the socket that is not waited for.
    func readByHand() async throws {
        try await channel.setOption(.autoRead, value: false).get()
        readsByHand = true
    }

    private var readsByHand = false

    /// Waits for more bytes.
    func read() async throws {
        if readsByHand { channel.read() }
        guard var bytes = await inbound.next(isolation: nil) else { throw Gone() }
        buffer.writeBuffer(&bytes)
    }

    /// Reads until the client closes the connection.
    func drain() async {
        while (try? await read()) != nil {}
    }

    /// The content after `DATA`, with the dots as they were sent.
    func content() async throws -> String {
        var content = ""
        while true {
            let line = try await rawLine()
            if line == "." { return content }
            content += line + "\r\n"
        }
    }

    /// Sends lines, each of which gets its CRLF.
    func send(_ lines: String...) async throws {
        try await raw(lines.map { $0 + "\r\n" }.joined())
    }

    /// Sends bytes as they are.
    func raw(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text)).get()
    }

    /// Sends several writes that the kernel is given one by one.
    func pieces(_ pieces: some Sequence<String>) async throws {
        for piece in pieces { try await raw(piece) }
    }

    /// Breaks the connection off, as a process that dies does.
    func reset() async throws {
        let options = channel as? any SocketOptionProvider
        try await options?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        try await channel.eventLoop.submit { [channel] in
            // Past TLS, which would say goodbye.
            let tls = try? channel.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self)
            if let tls { tls.close(promise: nil) } else { channel.close(promise: nil) }
        }.get()
        throw Gone()
    }

    /// Greets, and answers `EHLO` with these extensions.
    func welcome(_ extensions: [String] = ["PIPELINING"]) async throws {
        try await send("220 test.example ESMTP")
        try await hello(extensions)
    }

    /// Greets and serves, to the client's goodbye.
    func serveWell() async throws {
        try await welcome()
        try await serve()
    }

    func hello(_ extensions: [String]) async throws {
        _ = try await line()
        let lines = ["test.example"] + extensions
        for (index, line) in lines.enumerated() {
            try await send((index + 1 == lines.count ? "250 " : "250-") + line)
        }
    }

    /// Tells the client to begin, and encrypts the connection.
    func startTLS(_ context: NIOSSLContext, after reply: String = "220 go on\r\n") async throws {
        try await channel.eventLoop.submit { [channel] in
            // In one turn of the loop, or the client's first bytes could come before there is anyone to decrypt them.
            channel.writeAndFlush(ByteBuffer(string: reply), promise: nil)
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context), position: .first)
        }.get()
    }

    /// Answers as a good server does, until the client says goodbye; except where the answer to a command is given.
    ///
    /// It is strict: a mail begins where none is open, has recipients after a sender, and a content after a recipient.
    ///
    /// - Parameters:
    ///   - answer: The answer to a line of the client, or, for `"."`, to a content; `nil` for the good one.
    ///   - onContent: Is told of each content, before its answer, and again when it is taken over.
    func serve(
        _ answer: (String) async throws -> String? = { _ in nil },
        onContent: (_ content: String, _ isTaken: Bool) -> Void = { _, _ in }
    ) async throws {
        var sender: String?
        var recipients: [String] = []
        while true {
            let line = try await line()
            let given = try await answer(line)
            let reply = given ?? goodAnswer(to: line, isOpen: sender != nil, hasRecipients: !recipients.isEmpty)
            switch (line.uppercased().prefix(4), reply.first) {
            case ("MAIL", "2"): (sender, recipients) = (address(line), [])
            case ("RCPT", "2"): recipients.append(address(line))
            case ("RSET", "2"): (sender, recipients) = (nil, [])
            default: break
            }
            try await send(reply)
            if line == "DATA", reply.hasPrefix("354") {
                let content = try await content()
                onContent(content, false)
                let reply = try await answer(".") ?? "250 2.0.0 taken over"
                if reply.hasPrefix("2") {
                    onContent(content, true)
                    let sender = sender ?? "(none)"
                    server.received(
                        ReceivedMail(sender: sender, recipients: recipients, content: content, connection: number)
                    )
                }
                (sender, recipients) = (nil, [])
                try await send(reply)
            }
            if line == "QUIT" { return }
        }
    }

    private func goodAnswer(to line: String, isOpen: Bool, hasRecipients: Bool) -> String {
        switch line.uppercased().prefix(4) {
        case "MAIL": isOpen ? "503 5.5.1 nested MAIL" : "250 2.1.0 sender ok"
        case "RCPT": isOpen ? "250 2.1.5 recipient ok" : "503 5.5.1 no MAIL"
        case "DATA": hasRecipients ? "354 go on" : "503 5.5.1 no valid recipients"
        case "RSET", "NOOP": "250 2.0.0 ok"
        case "QUIT": "221 2.0.0 bye"
        default: "500 5.5.2 what?"
        }
    }

    private func address(_ line: String) -> String {
        guard let start = line.firstIndex(of: "<"), let end = line.firstIndex(of: ">") else { return "" }
        return String(line[line.index(after: start)..<end])
    }
}

/// Hands on what a client sends.
private final class FeedHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let feed: AsyncStream<ByteBuffer>.Continuation

    init(_ feed: AsyncStream<ByteBuffer>.Continuation) {
        self.feed = feed
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        feed.yield(unwrapInboundIn(data))
    }

    func channelInactive(context: ChannelHandlerContext) {
        feed.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
