/// A recipient whom the server did not take.
public struct RecipientRefusal: Hashable, Sendable {
    public let address: EmailAddress
    public let reply: SMTPReply
    /// Whether it may go better later.
    public var isTemporary: Bool { reply.isTemporary }

    public init(address: EmailAddress, reply: SMTPReply) {
        self.address = address
        self.reply = reply
    }
}
