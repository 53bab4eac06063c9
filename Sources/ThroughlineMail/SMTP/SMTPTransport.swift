/// SMTP.
public struct SMTPTransport: MailTransport {
    public var name: String { "smtp" }

    /// The transport of a URL with the scheme `smtp` or `smtps`.
    /// - Throws: ``MailError/invalidConfiguration(reason:)``.
    public init(url: MailURL) throws(MailError) {
        throw .invalidConfiguration(reason: "SMTP is not there yet")
    }

    public func open() async throws -> any MailConnection {
        throw MailError.shutDown
    }
}
