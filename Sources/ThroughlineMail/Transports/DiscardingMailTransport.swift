/// Sends nothing, and says that all is well: for an installation that must not send mail.
public struct DiscardingMailTransport: MailTransport, MailConnection {
    public var name: String { "none" }

    public init() {}

    public func open() async throws -> any MailConnection { self }

    public func deliver(_ mail: EncodedMail) async throws -> DeliveryResult {
        DeliveryResult(accepting: mail)
    }
}
