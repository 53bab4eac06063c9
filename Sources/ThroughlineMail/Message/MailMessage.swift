#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A mail as its author means it.
///
/// ```swift
/// var message = MailMessage(from: "Shop <shop@example.com>", to: ["jane@example.com"], subject: "Your receipt")
/// message.text = "Thank you."
/// message.html = "<p>Thank you.</p>"
/// message.attachments.append(Attachment(filename: "receipt.pdf", data: bytes))
/// try await mailer.send(message)
/// ```
///
/// Subject, names, file names and bodies may have any characters of any script. A control character in a header or an
/// address, a line end above all, is an error, and nothing is sent. In a body, line ends of any kind become CRLF.
///
/// Source: RFC 5322 and RFC 2045 to 2047.
public struct MailMessage: Hashable, Sendable {
    /// The author.
    public var from: Mailbox
    /// Who has sent it for the author.
    public var sender: Mailbox?
    /// Where answers go, if not to the author.
    public var replyTo: [Mailbox] = []
    public var to: [Mailbox]
    public var cc: [Mailbox] = []
    /// Recipients of whom the others do not learn: they are in no header.
    public var bcc: [Mailbox] = []
    public var subject: String
    /// The body as plain text.
    public var text: String?
    /// The body as HTML. A mail should have the plain text too.
    public var html: String?
    /// The same body in other forms yet, such as `text/calendar`.
    public var alternatives: [Attachment] = []
    public var attachments: [Attachment] = []
    /// More header fields. One that has a property here is refused.
    public var headers: [MailHeader] = []
    /// The `Message-ID`, with or without its angle brackets; `nil` makes one.
    public var messageID: String?
    /// When it was written; `nil` is the time at which it is composed.
    public var date: Date?
    /// Where reports of failure go.
    public var returnPath: ReturnPath = .sender
    /// Which reports of delivery the sender wants; `nil` leaves it to the server.
    public var deliveryReports: DeliveryReports?

    /// The envelope's sender, to whom reports of failure go.
    public enum ReturnPath: Hashable, Sendable {
        /// ``MailMessage/sender``, or ``MailMessage/from`` where there is none.
        case sender
        /// Another address.
        case address(EmailAddress)
        /// Nobody, as for a mail that is itself an automatic answer.
        case none
    }

    public init(from: Mailbox, to: [Mailbox], subject: String, text: String? = nil, html: String? = nil) {
        self.from = from
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
    }

    /// Everyone who gets the mail, each address once.
    public var recipients: [EmailAddress] { [to, cc, bcc].joined().map(\.address).uniqued() }
}

extension [EmailAddress] {
    /// The addresses, each once, in their order.
    func uniqued() -> [EmailAddress] {
        var unique: [EmailAddress] = []
        unique.reserveCapacity(count)
        // A list of a handful is searched faster than it is hashed.
        var known: Set<EmailAddress>? = count > 8 ? [] : nil
        for address in self {
            let isNew = known?.insert(address).inserted ?? !unique.contains(address)
            if isNew { unique.append(address) }
        }
        return unique
    }
}
