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
        let envelope = try checkedEnvelope()
        let date = date ?? Date()
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
            needsSMTPUTF8: writer.hasRawUTF8 || envelope.needsSMTPUTF8
        )
        return signers.isEmpty ? mail : try mail.signed(by: signers)
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
        return MailEnvelope(sender: returnPath, recipients: recipients, deliveryReports: try deliveryReports?.checked())
    }

    /// About the size of the composed mail in bytes.
    var estimatedSize: Int {
        let parts = alternatives + attachments
        let bodies = (text?.utf8.count ?? 0) + (html?.utf8.count ?? 0)
        return 1024 + bodies + bodies / 8 + parts.reduce(0) { $0 + $1.data.readableBytes / 54 * 74 + 512 }
    }

    /// The fields that are made from properties, in lower case.
    private static let ownHeaders: Set<String> = [
        "date", "from", "sender", "reply-to", "to", "cc", "bcc", "subject", "message-id", "mime-version",
        "content-type",
        "content-transfer-encoding", "content-disposition", "content-id",
    ]
}

extension HeaderWriter {
    fileprivate mutating func write(_ name: String, _ mailboxes: [Mailbox]) throws(MailError) {
        guard !mailboxes.isEmpty else { return }
        for mailbox in mailboxes { try mailbox.check(in: name) }
        begin(name)
        write(mailboxes)
        end()
    }

    fileprivate mutating func write(_ header: MailHeader) throws(MailError) {
        let name = header.name
        guard !name.isEmpty, name.utf8.count <= 60, name.utf8.allSatisfy(ByteSet.fieldName.contains) else {
            throw .invalidHeader(name: name, reason: "is not the name of a header")
        }
        try Self.check(header.value, of: name)
        begin(name)
        if header.isEncoded {
            try write(encoded: header.value, of: name)
        } else {
            // A long word may be a link, say, that must not be encoded. It stands on a line of its own.
            write(text: header.value, longestWord: Self.maximumLength - 1)
        }
        end()
    }

    private mutating func write(encoded value: String, of name: String) throws(MailError) {
        var value = value
        let isWritten = value.withUTF8 { bytes in
            var bytes = bytes[...]
            while bytes.first == UInt8(ascii: " ") { bytes.removeFirst() }
            while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
            let words = bytes.split(separator: UInt8(ascii: " "))
            guard words.allSatisfy({ $0.count < Self.maximumLength && $0.allSatisfy { $0 < 0x80 } }) else {
                return false
            }
            writeWords(UnsafeBufferPointer(rebasing: bytes))
            return true
        }
        guard isWritten else {
            throw .invalidHeader(
                name: name,
                reason: "is said to be encoded, and is not ASCII in words of 997 characters"
            )
        }
    }

    /// Refuses what would end the header, or hide in it.
    static func check(_ value: String, of name: String) throws(MailError) {
        // Bytes first: nearly every header is ASCII.
        var isASCII = true
        for byte in value.utf8 {
            guard !byte.isControl else { throw .invalidHeader(name: name, reason: "has a control character") }
            if byte >= 0x80 { isASCII = false }
        }
        guard isASCII || !value.unicodeScalars.contains(where: \.isForbiddenInHeaders) else {
            throw .invalidHeader(name: name, reason: "has a control character")
        }
    }
}

extension Mailbox {
    fileprivate func check(in header: String) throws(MailError) {
        try address.check()
        if let name { try HeaderWriter.check(name, of: header) }
    }
}

extension MailEnvelope {
    var needsSMTPUTF8: Bool {
        sender?.needsSMTPUTF8 ?? false || recipients.contains(where: \.needsSMTPUTF8)
    }
}

extension EmailAddress {
    /// The domain for ids of the author's.
    fileprivate var idDomain: String { asciiDomain.isEmpty ? "localhost" : asciiDomain }
}

extension DeliveryReports {
    func checked() throws(MailError) -> DeliveryReports {
        guard let envelopeID else { return self }
        guard !envelopeID.isEmpty, envelopeID.utf8.count <= 100, envelopeID.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw .invalidHeader(name: "ENVID", reason: "is not up to 100 printable ASCII characters") }
        return self
    }
}
