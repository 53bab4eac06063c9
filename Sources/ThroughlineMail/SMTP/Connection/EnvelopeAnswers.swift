/// What a server says to a mail's envelope.
struct EnvelopeAnswers {
    /// What it says to the sender.
    let mail: SMTPReply
    /// The recipients whom it takes, if it took the sender.
    private(set) var accepted: [EmailAddress] = []
    private(set) var refused: [RecipientRefusal] = []
    /// What refused everyone who had not been refused before.
    private(set) var data: SMTPReply?

    init(mail: SMTPReply) {
        self.mail = mail
    }

    var isAccepted: Bool { mail.isPositive }
    var hasRecipients: Bool { !accepted.isEmpty }

    mutating func add(_ reply: SMTPReply, to recipient: EmailAddress) {
        if reply.isPositive {
            accepted.append(recipient)
        } else {
            refused.append(RecipientRefusal(address: recipient, reply: reply))
        }
    }

    /// Whether nothing that comes yet could make the mail go out.
    func isFinal(for mail: EncodedMail) -> Bool {
        !isAccepted || refused.count == mail.envelope.recipients.count
    }

    /// Everyone who had been accepted is refused.
    mutating func refuse(_ reply: SMTPReply) {
        guard hasRecipients else { return }
        data = reply
        refused += accepted.map { RecipientRefusal(address: $0, reply: reply) }
        accepted = []
    }

    /// The server has ended the conversation: everyone whom it had not refused by then is refused for now.
    mutating func dismiss(_ mail: EncodedMail, _ reply: SMTPReply) {
        data = reply
        let unanswered = mail.envelope.recipients.dropFirst(accepted.count + refused.count)
        refused += (accepted + unanswered).map { RecipientRefusal(address: $0, reply: reply) }
        accepted = []
    }

    /// What came of the mail, if it was refused.
    func refusal(of mail: EncodedMail) -> DeliveryResult? {
        guard isAccepted else { return DeliveryResult(refusing: mail, self.mail) }
        guard !hasRecipients else { return nil }
        return DeliveryResult(
            outcome: .refused,
            refused: refused,
            reply: data ?? refused.last?.reply,
            messageID: mail.messageID,
            size: mail.size
        )
    }
}
