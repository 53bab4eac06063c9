/// What an application proves to the server that it is who it says.
///
/// Its descriptions hold no secret, so that none ends up in a log.
public struct SMTPCredentials: Sendable {
    /// Gets the token that goes into the next authentication.
    ///
    /// Its argument is the token that the server has just refused, so that a provider that keeps tokens gets a new one; `nil`
    /// at first. Whatever it throws, ``MailTransport/open()`` throws.
    public typealias TokenProvider = @Sendable (_ refused: String?) async throws -> String

    enum Secret: Sendable {
        case password(String)
        case token(TokenProvider)
    }

    /// The name of the account, for most servers its address.
    public let username: String
    let secret: Secret

    /// A password, for the mechanisms SCRAM-SHA-256, CRAM-MD5, PLAIN and LOGIN.
    public static func password(_ password: String, username: String) -> SMTPCredentials {
        SMTPCredentials(username: username, secret: .password(password))
    }

    /// An OAuth 2 access token, for the mechanism XOAUTH2. Tokens expire, so each connection asks for one.
    public static func token(username: String, provider: @escaping TokenProvider) -> SMTPCredentials {
        SMTPCredentials(username: username, secret: .token(provider))
    }
}

extension SMTPCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "credentials of \(username)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["username": username]) }
}
