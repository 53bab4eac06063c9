import NIOCore
import NIOPosix

/// A TCP connection, and what listens on it.
struct SMTPLink: Sendable {
    let channel: any Channel
    let handler: NIOLoopBound<SMTPReplyHandler>
    let life: SMTPConnectionLife
}

/// Makes the TCP connection, with the handlers that have to be there before the first byte.
struct SMTPConnector {
    let configuration: SMTPConfiguration
    let tls: TLSUpgrade?
    let eventLoop: any EventLoop

    /// - Throws: ``MailError``, or `CancellationError` as soon as the task is cancelled.
    func connect() async throws -> SMTPLink {
        let connected =
            bootstrap
            .connect(host: configuration.host, port: configuration.port)
            .flatMapThrowing { channel in
                let handler = try channel.pipeline.syncOperations.handler(type: SMTPReplyHandler.self)
                let bound = NIOLoopBound(handler, eventLoop: channel.eventLoop)
                return SMTPLink(channel: channel, handler: bound, life: handler.life)
            }
        let outcome = eventLoop.makePromise(of: SMTPLink.self)
        connected.cascade(to: outcome)
        do {
            return try await withTaskCancellationHandler {
                try await outcome.futureResult.get()
            } onCancel: {
                outcome.fail(CancellationError())
                connected.whenSuccess { $0.channel.close(promise: nil) }
            }
        } catch {
            throw Self.failure(error)
        }
    }

    private var bootstrap: ClientBootstrap {
        let isEncrypted = configuration.security == .implicitTLS
        return ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(configuration.timeouts.connect))
            // One read a wakeup: a second one would mostly say that there is no more.
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelInitializer { [tls] channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = SMTPReplyHandler(channel: channel, phase: isEncrypted ? .handshake : .greeting)
                    if isEncrypted { handler.serverHello = try tls?.start(channel) }
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
    }

    private static func failure(_ error: any Error) -> any Error {
        switch error {
        case is CancellationError, is MailError: error
        case ChannelError.connectTimeout: MailError.timedOut(phase: "connect")
        case let error as NIOConnectionError:
            MailError.connectionFailed(
                reason: error.connectionErrors.first.map { "\($0.error)" } ?? "\(error.host) has no address"
            )
        default: MailError.connectionFailed(reason: "\(error)")
        }
    }
}
