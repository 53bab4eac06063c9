#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A mail can wait in a queue: as a job's payload, say.
///
/// What a mail does not have is not written, and need not be there when it is read.
extension MailMessage: Codable {
    private enum CodingKeys: String, CodingKey {
        case from, sender, replyTo, to, cc, bcc, subject, text, html, alternatives, attachments, headers, messageID,
            date
        case returnPath, deliveryReports
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func list<Element: Decodable>(_ key: CodingKeys) throws -> [Element] {
            try container.decodeIfPresent([Element].self, forKey: key) ?? []
        }
        self.init(
            from: try container.decode(Mailbox.self, forKey: .from),
            to: try list(.to),
            subject: try container.decode(String.self, forKey: .subject),
            text: try container.decodeIfPresent(String.self, forKey: .text),
            html: try container.decodeIfPresent(String.self, forKey: .html)
        )
        sender = try container.decodeIfPresent(Mailbox.self, forKey: .sender)
        replyTo = try list(.replyTo)
        cc = try list(.cc)
        bcc = try list(.bcc)
        alternatives = try list(.alternatives)
        attachments = try list(.attachments)
        headers = try list(.headers)
        messageID = try container.decodeIfPresent(String.self, forKey: .messageID)
        date = try container.decodeIfPresent(Date.self, forKey: .date)
        returnPath = try container.decodeIfPresent(ReturnPath.self, forKey: .returnPath) ?? .sender
        deliveryReports = try container.decodeIfPresent(DeliveryReports.self, forKey: .deliveryReports)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        func encode(_ list: [some Encodable], _ key: CodingKeys) throws {
            if !list.isEmpty { try container.encode(list, forKey: key) }
        }
        try container.encode(from, forKey: .from)
        try container.encodeIfPresent(sender, forKey: .sender)
        try encode(replyTo, .replyTo)
        try encode(to, .to)
        try encode(cc, .cc)
        try encode(bcc, .bcc)
        try container.encode(subject, forKey: .subject)
        try container.encodeIfPresent(text, forKey: .text)
        try container.encodeIfPresent(html, forKey: .html)
        try encode(alternatives, .alternatives)
        try encode(attachments, .attachments)
        try encode(headers, .headers)
        try container.encodeIfPresent(messageID, forKey: .messageID)
        try container.encodeIfPresent(date, forKey: .date)
        if returnPath != .sender { try container.encode(returnPath, forKey: .returnPath) }
        try container.encodeIfPresent(deliveryReports, forKey: .deliveryReports)
    }
}

extension MailMessage.ReturnPath: Codable {
    /// Reads an address; the empty text is nobody.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .sender
        } else if try container.decode(String.self).isEmpty {
            self = .none
        } else {
            self = .address(try container.decode(EmailAddress.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .sender: try container.encodeNil()
        case .none: try container.encode("")
        case .address(let address): try container.encode(address)
        }
    }
}
