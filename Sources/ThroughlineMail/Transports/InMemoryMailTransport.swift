import Synchronization

/// Keeps mails in memory, for tests.
///
/// ```swift
/// let outbox = InMemoryMailTransport()
/// let app = makeApplication(mailer: Mailer(outbox))
/// ...
/// #expect(outbox.mails.first?.envelope.recipients == ["jane@example.com"])
/// ```
///
/// A test of what happens when a server refuses answers in its place:
///
/// ```swift
/// let outbox = InMemoryMailTransport { mail in
///     DeliveryResult(outcome: .refused, reply: SMTPReply(code: 451, text: "later"))
/// }
/// ```
///
/// Behind the URL `memory:` it is `mailer.transport as? InMemoryMailTransport`.
public final class InMemoryMailTransport: MailTransport, MailConnection {
    public var name: String { "memory" }
    private let capacity: Int
    private let respond: @Sendable (EncodedMail) async throws -> DeliveryResult
    private let kept = Mutex<[EncodedMail]>([])

    /// - Parameters:
    ///   - capacity: How many mails are kept, with all of their attachments; then the oldest goes for each new one.
    ///   - respond: Answers in the place of a server. A mail that it does not send is not kept.
    public init(
        capacity: Int = 1000,
        respond: @escaping @Sendable (EncodedMail) async throws -> DeliveryResult = { DeliveryResult(accepting: $0) }
    ) {
        self.capacity = max(capacity, 1)
        self.respond = respond
    }

    /// The mails that were sent, the oldest first.
    public var mails: [EncodedMail] { kept.withLock { $0 } }

    /// Forgets all mails.
    public func removeAll() { kept.withLock { $0 = [] } }

    public func open() async throws -> any MailConnection { self }

    public func deliver(_ mail: EncodedMail) async throws -> DeliveryResult {
        let result = try await respond(mail)
        guard result.outcome == .sent else { return result }
        kept.withLock { mails in
            if mails.count == capacity { mails.removeFirst() }
            mails.append(mail)
        }
        return result
    }
}
