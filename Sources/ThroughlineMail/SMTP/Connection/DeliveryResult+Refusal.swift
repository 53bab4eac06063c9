extension DeliveryResult {
    /// A mail that was refused for everyone.
    init(refusing mail: EncodedMail, _ reply: SMTPReply) {
        self.init(
            outcome: .refused,
            refused: mail.envelope.recipients.map { RecipientRefusal(address: $0, reply: reply) },
            reply: reply,
            messageID: mail.messageID,
            size: mail.size
        )
    }
}
