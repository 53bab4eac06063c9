import NIOCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension MailMessage {
    /// Composes the mail: checks everything, and writes headers and body as they go over the wire.
    ///
    /// - Parameter signers: Sign the mail, each with a signature of its own.
    /// - Throws: ``MailError``, without any of the mail being written anywhere.
    public func encoded(signedBy signers: [DKIMSigner] = []) throws(MailError) -> EncodedMail {
        try encoded(signedBy: signers, traceHeaders: [])
    }

    /// - Parameter traceHeaders: Fields that lead from the mail to its trace, on top of it. They are not signed.
    func encoded(signedBy signers: [DKIMSigner], traceHeaders: [MailHeader]) throws(MailError) -> EncodedMail {
        guard estimatedSize <= Self.maximumSize else {
            throw .invalidContent(reason: "the mail would have more than a gigabyte")
        }
        let envelope = try checkedEnvelope()
        let date = date ?? Date()
        guard date.timeIntervalSince1970.isFinite else {
            throw .invalidHeader(name: "Date", reason: "is no point in time")
        }
        let messageID =
            if let messageID { try MessageID.checked(messageID, header: "Message-ID") } else {
                MessageID.unique(at: date, domain: from.address.idDomain)
            }

        var buffer = ByteBuffer()
        buffer.reserveCapacity(estimatedSize)
        var writer = HeaderWriter(buffer: buffer)
        for header in traceHeaders { try writer.write(header) }
        try writeHeaders(date: date, messageID: messageID, to: &writer)
        for header in headers {
            guard !Self.ownHeaders.contains(header.name.lowercased()) else {
                throw .invalidHeader(name: header.name, reason: "is written by the message itself, from a property")
            }
            try writer.write(header)
        }
        try writeBody(to: &writer)

        let mail = EncodedMail(
            envelope: envelope,
            content: writer.buffer,
            messageID: messageID,
            needs8BitMIME: writer.hasRawUTF8 || writer.hasRaw8Bit,
            hasUTF8Headers: writer.hasRawUTF8
        )
        return try mail.signed(by: signers)
    }

    private func writeHeaders(date: Date, messageID: String, to writer: inout HeaderWriter) throws(MailError) {
        writer.begin("Date")
        writer.write(word: DateHeader.value(of: date))
        writer.end()
        try writer.write("From", [from])
        if let sender { try writer.write("Sender", [sender]) }
        try writer.write("Reply-To", replyTo)
        try writer.write("To", to)
        try writer.write("Cc", cc)
        try HeaderWriter.check(subject, of: "Subject")
        writer.begin("Subject")
        writer.write(text: subject, longestWord: 60)
        writer.end()
        writer.begin("Message-ID")
        writer.write(word: messageID)
        writer.end()
    }

    private func checkedEnvelope() throws(MailError) -> MailEnvelope {
        let returnPath: EmailAddress? =
            switch returnPath {
            case .sender: sender?.address ?? from.address
            case .address(let address): address
            case .none: nil
            }
        try returnPath?.check()
        // Those in headers are checked when they are written.
        for mailbox in bcc { try mailbox.check(in: "Bcc") }
        try deliveryReports?.check()
        return MailEnvelope(sender: returnPath, recipients: recipients, deliveryReports: deliveryReports)
    }

    /// No server takes more, and a buffer cannot hold more than four times as much.
    private static let maximumSize = 1 << 30

    /// About the size of the composed mail in bytes.
    var estimatedSize: Int {
        let bodies = (text?.utf8.count ?? 0) + (html?.utf8.count ?? 0)
        let parts = [alternatives, attachments].joined().reduce(0) { $0 + $1.data.readableBytes / 54 * 74 + 512 }
        return 1024 + bodies + bodies / 8 + parts
    }

    /// The fields that are made from properties, in lower case.
    private static let ownHeaders: Set<String> = [
        "date", "from", "sender", "reply-to", "to", "cc", "bcc", "subject", "message-id", "mime-version",
        "content-type",
        "content-transfer-encoding", "content-disposition", "content-id",
    ]
}

extension EmailAddress {
    /// The domain for ids of the author's.
    fileprivate var idDomain: String { asciiDomain.isEmpty ? "localhost" : asciiDomain }
}
