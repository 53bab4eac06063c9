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

    /// Whether who listens, or poses as the server, learns the secret, or can try passwords by the billion: one digest each.
    var showsSecret: Bool {
        switch self {
        case .scramSHA256: false
        case .xoauth2, .cramMD5, .plain, .login: true
        }
    }

    func fits(_ secret: SMTPCredentials.Secret) -> Bool {
        switch secret {
        case .password: self != .xoauth2
        case .token: self == .xoauth2
        }
    }
}
