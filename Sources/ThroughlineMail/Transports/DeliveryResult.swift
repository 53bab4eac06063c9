/// What became of one mail.
public struct DeliveryResult: Sendable {
    /// How it ended.
    public enum Outcome: String, Hashable, Sendable {
        /// The server has taken it over, for at least one recipient.
        case sent
        /// The server has refused it.
        case refused
        /// It was not sent, for another reason: no connection, or a mail that cannot be composed.
        case failed
        /// The connection ended after the mail was handed over and before the server confirmed it. It may have been sent,
        /// so that to send it again may send it twice.
        case unknown
        /// It has no recipients, and nothing was sent.
        case skipped
    }

    public var outcome: Outcome
    /// The recipients for whom the server took the mail.
    public var accepted: [EmailAddress]
    /// The recipients whom the server refused, and why.
    public var refused: [RecipientRefusal]
    /// The server's last word on the mail: to its content or, where it did not come to that, what refused it.
    public var reply: SMTPReply?
    /// The error behind ``Outcome/failed`` and ``Outcome/unknown``.
    public var error: (any Error)?
    /// The mail's `Message-ID`, with its angle brackets.
    public var messageID: String?
    /// The size of the content in bytes.
    public var size: Int

    public init(
        outcome: Outcome,
        accepted: [EmailAddress] = [],
        refused: [RecipientRefusal] = [],
        reply: SMTPReply? = nil,
        error: (any Error)? = nil,
        messageID: String? = nil,
        size: Int = 0
    ) {
        self.outcome = outcome
        self.accepted = accepted
        self.refused = refused
        self.reply = reply
        self.error = error
        self.messageID = messageID
        self.size = size
    }

    /// A mail that was taken over for everyone.
    public init(accepting mail: EncodedMail, reply: SMTPReply? = nil) {
        self.init(
            outcome: .sent,
            accepted: mail.envelope.recipients,
            reply: reply,
            messageID: mail.messageID,
            size: mail.size
        )
    }
}
