import NIOCore
import NIOSSL

/// A conversation with an SMTP server, from the greeting to `QUIT`.
///
/// It runs on its channel's event loop: between an answer's arrival and the next command there is no change of threads. One
/// task at a time uses it.
actor SMTPConnection {
    nonisolated let channel: any Channel
    nonisolated let configuration: SMTPConfiguration
    private nonisolated let executor: any SerialExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private nonisolated let loopBoundHandler: NIOLoopBound<SMTPReplyHandler>
    var handler: SMTPReplyHandler { loopBoundHandler.value }

    var session = SMTPSession()
    /// Where commands are written before they are sent. Its storage is used again and again.
    var commands = ByteBuffer()
    /// Whether the server has begun a mail of which nothing will come, so that `RSET` must go before the next one.
    var needsReset = false
    /// The mail of which the server knows sender and recipients already.
    var announced: EncodedMail?

    /// Whether nothing is known to be wrong with it. It is known on every thread.
    nonisolated var isAlive: Bool { channel.isActive && !life.hasEnded }
    private nonisolated let life: SMTPConnectionLife

    private init(_ link: SMTPLink, _ configuration: SMTPConfiguration) {
        channel = link.channel
        loopBoundHandler = link.handler
        life = link.life
        self.configuration = configuration
        executor = channel.eventLoop.executor
    }

    /// Connects, and goes through everything that comes before the first mail.
    ///
    /// - Parameters:
    ///   - tls: Where certificates come from; `nil` if the connection is never encrypted.
    ///   - onConnect: Called as soon as the TCP connection stands, before the first byte. What it throws ends the connection.
    static func open(
        _ configuration: SMTPConfiguration,
        tls: NIOSSLContext?,
        on group: any EventLoopGroup,
        onConnect: (SMTPConnection) async throws -> Void
    ) async throws -> SMTPConnection {
        let upgrade = tls.map { TLSUpgrade(context: $0, host: configuration.host) }
        let connector = SMTPConnector(configuration: configuration, tls: upgrade, eventLoop: group.next())
        let connection = SMTPConnection(try await connector.connect(), configuration)
        do {
            try await onConnect(connection)
            try await connection.begin(upgrade)
        } catch {
            connection.channel.close(promise: nil)
            if Task.isCancelled { throw CancellationError() }
            throw (error as? SMTPConnectionEnd)?.error ?? error
        }
        return connection
    }

    private func begin(_ tls: TLSUpgrade?) async throws {
        session.peerAddress = channel.remoteAddress?.ipAddress
        session.peerPort = channel.remoteAddress?.port
        try await cancellable { try await $0.introduce(tls) }
    }

    /// Does something that ends at once when the task is cancelled, and the connection with it.
    func cancellable<Value: Sendable>(
        _ body: (isolated SMTPConnection) async throws -> Value
    ) async throws -> Value {
        let handler = loopBoundHandler
        let operation = handler.value.beginOperation()
        defer { handler.value.endOperation() }
        let grace = configuration.timeouts.cancellationGrace
        let eventLoop = channel.eventLoop
        return try await withTaskCancellationHandler {
            try await body(self)
        } onCancel: {
            eventLoop.execute { handler.value.cancel(operation, grace: grace) }
        }
    }

    /// Sends ``commands``, which ask for so many replies.
    func sendCommands(expecting replies: Int) {
        handler.expect(replies)
        channel.writeAndFlush(commands, promise: nil)
    }

    /// Sends one command.
    func send(_ command: String) {
        commands.clear()
        commands.writeCommand(command)
        sendCommands(expecting: 1)
    }

    /// Waits for the next reply. After a `421` the connection has ended, and that is the last one.
    func reply(_ phase: SMTPPhase) async throws(SMTPConnectionEnd) -> SMTPReply {
        let reply = try await wait(phase) { $0.takeReply() }
        if reply.code == 421 { handler.finish(.dismissed(reply)) }
        return reply
    }

    /// Waits until there is what is looked for.
    func wait<Found>(_ phase: SMTPPhase, for find: (SMTPReplyHandler) -> Found?) async throws(SMTPConnectionEnd)
        -> Found
    {
        let handler = handler
        if let found = find(handler) { return found }
        let deadline = NIODeadline.now() + TimeAmount(configuration.timeouts.duration(of: phase))
        while true {
            if let end = handler.end { throw end }
            await handler.change(in: phase, before: deadline)
            if let found = find(handler) { return found }
        }
    }

    /// Ends the connection here and now, and says why.
    func fail(_ error: MailError) -> SMTPConnectionEnd {
        let end = SMTPConnectionEnd.failed(error)
        handler.finish(end)
        return end
    }
}
