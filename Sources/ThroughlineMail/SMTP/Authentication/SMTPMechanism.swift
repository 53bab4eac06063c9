/// A way of authenticating (SASL mechanism), in the order of preference.
public enum SMTPMechanism: String, Hashable, Sendable, CaseIterable {
    /// Neither side learns the secret, and the server proves that it knows it too (RFC 7677).
    case scramSHA256 = "SCRAM-SHA-256"
    /// An OAuth 2 token.
    case xoauth2 = "XOAUTH2"
    /// The server learns no secret, but an eavesdropper can try passwords (RFC 2195).
    case cramMD5 = "CRAM-MD5"
    /// The password as it is (RFC 4616).
    case plain = "PLAIN"
    /// The password as it is, from before PLAIN.
    case login = "LOGIN"

    /// Whether the secret itself goes over the wire.
    var sendsSecret: Bool {
        switch self {
        case .scramSHA256, .cramMD5: false
        case .xoauth2, .plain, .login: true
        }
    }

    func fits(_ secret: SMTPCredentials.Secret) -> Bool {
        switch secret {
        case .password: self != .xoauth2
        case .token: self == .xoauth2
        }
    }
}

/// One authentication: what to say first, and what to answer to each challenge.
///
/// Source: RFC 4954, section 4.
protocol SMTPAuthentication: Sendable {
    /// What goes along with `AUTH` itself; `nil` if the server has to speak first.
    mutating func initialResponse() throws(MailError) -> [UInt8]?
    /// The answer to a challenge.
    mutating func response(to challenge: [UInt8]) async throws(MailError) -> [UInt8]
    /// Whether the server's yes may be believed.
    func confirm() throws(MailError)
}

extension SMTPAuthentication {
    func confirm() {}
}

extension MailError {
    static func authentication(_ reason: String) -> MailError {
        .authenticationFailed(reply: nil, reason: reason)
    }
}
