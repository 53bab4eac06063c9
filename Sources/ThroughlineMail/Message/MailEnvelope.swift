/// Who sends a mail, and to whom: what the server is told, whatever the mail's own headers say.
///
/// Source: RFC 5321, section 2.3.1.
public struct MailEnvelope: Hashable, Sendable {
    /// Where reports of failure go. `nil` is the null sender, `<>`, of a mail that must not be answered by one.
    public var sender: EmailAddress?
    /// Everyone who gets the mail, each once.
    public var recipients: [EmailAddress]
    /// Which reports of delivery the sender wants; `nil` leaves it to the server.
    public var deliveryReports: DeliveryReports?

    public init(sender: EmailAddress?, recipients: [EmailAddress], deliveryReports: DeliveryReports? = nil) {
        self.sender = sender
        self.recipients = recipients
        self.deliveryReports = deliveryReports
    }

    /// Whether an address is beyond ASCII, so that only a server with SMTPUTF8 can take it.
    public var needsSMTPUTF8: Bool {
        sender?.needsSMTPUTF8 ?? false || recipients.contains(where: \.needsSMTPUTF8)
    }
}
