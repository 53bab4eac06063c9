public import NIOSSL

/// Where an ``SMTPTransport`` sends mail, and how.
///
/// ```swift
/// var configuration = SMTPConfiguration(host: "smtp.example.com")
/// configuration.credentials = .password(secret, username: "shop")
/// configuration.pool.size = 4
/// let transport = try SMTPTransport(configuration)
/// ```
public struct SMTPConfiguration: Sendable {
    /// When a connection is encrypted.
    public enum Security: String, Hashable, Sendable {
        /// From the first byte on, as on port 465 (RFC 8314).
        case implicitTLS
        /// From `STARTTLS` on; a server that does not offer it gets no mail (RFC 3207).
        case startTLS
        /// From `STARTTLS` on if the server offers it, else never. Whoever sits between can keep it from being offered.
        case startTLSIfOffered
        /// Never.
        case none
    }

    /// The server's name or IP address.
    public var host: String
    /// The server's port: 587, or 465 with ``Security/implicitTLS``.
    public var port: Int
    /// When a connection is encrypted: by default, always.
    public var security: Security
    /// Certificates and versions. By default the server's certificate must be for ``host`` and signed by an authority that
    /// the system knows; one's own is set with `tls.trustRoots = .file("/etc/ssl/own.pem")`. Less than TLS 1.2 is not spoken.
    public var tls: TLSConfiguration
    /// What the client proves to the server; `nil` if it wants no proof.
    public var credentials: SMTPCredentials?
    /// The mechanisms that may be used. Of those that the server offers too, the first in the order of ``SMTPMechanism`` is.
    public var mechanisms: Set<SMTPMechanism>
    /// Whether to authenticate over a connection that is not encrypted with a mechanism that shows everybody on the way the
    /// password or token, or (CRAM-MD5) something from which a password is quickly guessed.
    public var allowsSecretsInTheClear: Bool
    /// The name by which the client greets, a fully qualified one or an address in brackets; `nil` finds one.
    public var clientName: String?
    /// Whether commands are sent together where the server can take them. Only a server that claims too much needs this off.
    public var usesPipelining: Bool
    /// How long the server may take.
    public var timeouts: SMTPTimeouts
    /// How many connections there are, and how long.
    public var pool: SMTPPoolLimits
    /// How many mails are sent in a time, by all connections together; `nil` for as many as go.
    public var rateLimit: SMTPRateLimit?

    public init(host: String, port: Int? = nil, security: Security = .startTLS) {
        self.host = host
        self.port = port ?? (security == .implicitTLS ? 465 : 587)
        self.security = security
        tls = .makeClientConfiguration()
        // RFC 8314, section 4.1, and RFC 8996: the older ones are not to be spoken.
        tls.minimumTLSVersion = .tlsv12
        credentials = nil
        mechanisms = Set(SMTPMechanism.allCases)
        allowsSecretsInTheClear = false
        clientName = nil
        usesPipelining = true
        timeouts = SMTPTimeouts()
        pool = SMTPPoolLimits()
        rateLimit = nil
    }
}
