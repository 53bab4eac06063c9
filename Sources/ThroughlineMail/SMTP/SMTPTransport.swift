public import NIOCore
import NIOPosix
import NIOSSL
import SemanticConventions
public import SpanRecording

/// Sends mail to an SMTP server, over connections that it keeps for the next mail.
///
/// ```swift
/// let transport = try SMTPTransport(url: MailURL("smtp://user:password@mail.example.com"))
///
/// var configuration = SMTPConfiguration(host: "smtp.example.com", security: .implicitTLS)
/// configuration.credentials = .token(username: "shop@example.com") { refused in try await tokens.next(after: refused) }
/// configuration.tls.trustRoots = .file("/etc/ssl/own-authority.pem")
/// configuration.rateLimit = SMTPRateLimit(messages: 14, per: .seconds(1))
/// let transport = try SMTPTransport(configuration)
/// ```
///
/// Connections are encrypted and the server's certificate is verified, unless the configuration says otherwise.
public struct SMTPTransport: MailTransport {
    let pool: SMTPConnectionPool

    public var name: String { "smtp" }

    /// Makes a transport. It opens no connection yet.
    ///
    /// - Parameter group: The event loops on which connections run; `nil` for those that all of the process shares.
    /// - Throws: ``MailError/invalidConfiguration(reason:)``, for certificates that cannot be read, say.
    public init(
        _ configuration: SMTPConfiguration,
        eventLoopGroup group: (any EventLoopGroup)? = nil
    ) throws(MailError) {
        try configuration.check()
        let group = group ?? MultiThreadedEventLoopGroup.singleton
        guard ClientBootstrap(validatingGroup: group) != nil else {
            throw .invalidConfiguration(reason: "the event loops are not those of NIOPosix")
        }
        var tls: NIOSSLContext?
        if configuration.security != .none {
            do {
                tls = try NIOSSLContext(configuration: configuration.tls)
            } catch {
                throw .invalidConfiguration(reason: "the TLS settings cannot be used: \(error)")
            }
        }
        pool = SMTPConnectionPool(configuration, tls: tls, group: group)
    }

    public var serverAttributes: Attributes {
        ["server.address": .string(pool.configuration.host), "server.port": .int(Int64(pool.configuration.port))]
    }

    /// Takes a connection of the pool, or opens one; with a rate limit, when a mail's turn has come.
    /// - Throws: ``MailError``; what a provider of tokens throws; `CancellationError`.
    public func open() async throws -> any MailConnection {
        try await pool.take()
    }

    /// Says goodbye on all connections. Mails that are being sent are waited for, as long as
    /// ``SMTPPoolLimits/shutdownTime``; nothing is opened for them any more.
    public func shutdown() async {
        await pool.shutdown()
    }
}
