/// Why a mail was not made, or not sent.
///
/// Its description names no address and repeats nothing of what the server said, so that it may stand in logs, spans and what a
/// failed job leaves. ``detailedDescription`` has both.
public enum MailError: Error, Sendable {
    /// What should be an address is none.
    case invalidAddress(String, reason: String)
    /// A header field that must not be sent: its name is no name, or its value holds a control character.
    case invalidHeader(name: String, reason: String)
    /// A body or an attachment that cannot be put into a mail.
    case invalidContent(reason: String)
    /// A mail without an author.
    case missingSender
    /// A mail without a single recipient.
    case missingRecipients
    /// The mail could not be signed.
    case signing(reason: String)

    /// No URL says where mail goes.
    case notConfigured(reason: String)
    /// A setting, such as the transport's URL, that cannot be used. The reason repeats no password.
    case invalidConfiguration(reason: String)
    /// The transport has been shut down.
    case shutDown

    /// No connection to the server came about.
    case connectionFailed(reason: String)
    /// The connection was lost, or closed by either side. When it is thrown, the mail was not sent; as the error of a
    /// ``DeliveryResult/Outcome/unknown`` result, it may have been.
    case connectionLost(reason: String)
    /// The server did not answer in time; `phase` is what it was asked, such as `EHLO`. Whether the mail was sent is as with
    /// ``connectionLost(reason:)``.
    case timedOut(phase: String)
    /// TLS was required and is not to be had, or the server's certificate did not convince.
    case tlsFailed(reason: String)
    /// The server refused the credentials, or knows no mechanism that can be used.
    case authenticationFailed(reply: SMTPReply?, reason: String)
    /// The server said something that is not SMTP.
    case protocolViolation(reason: String)
    /// The server refused a command that concerns the connection and no single mail, such as its greeting or `EHLO`.
    case serverRefused(command: String, reply: SMTPReply)
    /// The mail needs what the server does not offer, such as SMTPUTF8.
    case unsupported(feature: String)

    /// The server refused the mail, for all of its recipients.
    case refused(DeliveryResult)
    /// The connection ended after the mail was handed over and before the server confirmed it. It may have been sent.
    case unknownOutcome(DeliveryResult)
}
