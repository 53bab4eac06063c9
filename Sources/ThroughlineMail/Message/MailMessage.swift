import NIOCore

/// A mail to be composed.
public struct MailMessage: Sendable {
    public init() {}

    /// Composes the mail.
    public func encoded() throws(MailError) -> EncodedMail {
        throw .missingSender
    }
}
