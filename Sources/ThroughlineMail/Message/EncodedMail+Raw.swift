import NIOCore
import WireText

extension EncodedMail {
    /// A mail that is composed already, in the format of RFC 5322.
    ///
    /// Line ends are made CRLF, and `Bcc` is taken out. The rest stays as it is, so that a signature stays valid.
    ///
    /// ```swift
    /// let mail = try EncodedMail(rfc822: Data(contentsOf: url))
    /// ```
    ///
    /// - Parameters:
    ///   - content: Headers, an empty line, and the body.
    ///   - envelope: Who sends it, and to whom; `nil` takes it from the headers `Sender` or `From`, and `To`, `Cc` and `Bcc`.
    /// - Throws: ``MailError/invalidContent(reason:)`` for what is no mail, or has lines of more than 998 bytes.
    public init(rfc822 content: some Sequence<UInt8>, envelope: MailEnvelope? = nil) throws(MailError) {
        let raw = Array(content)
        guard raw.count <= 1 << 30 else { throw .invalidContent(reason: "the mail has more than a gigabyte") }
        var buffer = ByteBuffer()
        let (scan, endsLine) = raw.withUnsafeBufferPointer { bytes in
            let scan = TextScan(bytes)
            buffer.reserveCapacity(bytes.count + scan.bareLineEnds + 2)
            CRLF.write(bytes, bareLineEnds: scan.bareLineEnds, to: &buffer)
            return (scan, bytes.last?.isLineEnd ?? false)
        }
        if !endsLine { buffer.writeStaticString("\r\n") }
        guard scan.longestLine <= HeaderWriter.maximumLength, !scan.hasNUL else {
            throw .invalidContent(reason: "the mail has a line of more than 998 bytes, or a NUL")
        }
        try self.init(normalized: buffer, isASCII: scan.isASCII, envelope: envelope)
    }

    private init(normalized buffer: ByteBuffer, isASCII: Bool, envelope: MailEnvelope?) throws(MailError) {
        let header = try RawHeader(buffer)
        let own = if let envelope { envelope } else { try header.envelope() }
        if let sender = own.sender { try sender.check() }
        for recipient in own.recipients { try recipient.check() }
        try own.deliveryReports?.check()
        self.init(
            envelope: own,
            content: header.removing(["bcc", "resent-bcc"], from: buffer),
            messageID: header.messageID,
            needs8BitMIME: !isASCII,
            hasUTF8Headers: !header.isASCII
        )
    }
}

/// The header of a mail that somebody else has composed.
private struct RawHeader {
    private typealias Field = (name: String, value: [UInt8], range: Range<Int>)

    private let fields: [Field]
    let isASCII: Bool

    init(_ content: ByteBuffer) throws(MailError) {
        let read = content.withUnsafeReadableBytes { Self.read($0.bindMemory(to: UInt8.self)) }
        guard let read else { throw .invalidContent(reason: "the mail does not begin with header fields") }
        (fields, isASCII) = read
    }

    private static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> (fields: [Field], isASCII: Bool)? {
        let header = HeaderBlock(bytes)
        guard !header.fields.isEmpty,
            header.fields.allSatisfy({ !$0.name.isEmpty && bytes[$0.name].allSatisfy(ByteSet.fieldName.contains) })
        else { return nil }
        let fields = header.fields.map { field in
            let name = String(decoding: bytes[field.name], as: UTF8.self).lowercased()
            return (name, bytes[field.value].filter { !$0.isLineEnd }, field.field)
        }
        return (fields, bytes[..<header.bodyStart].allSatisfy { $0 < 0x80 })
    }

    var messageID: String? {
        guard let field = fields.first(where: { $0.name == "message-id" }) else { return nil }
        let text = String(decoding: field.value.split(whereSeparator: \.isOptionalWhitespace).joined(), as: UTF8.self)
        return try? MessageID.checked(text, header: "Message-ID")
    }

    func envelope() throws(MailError) -> MailEnvelope {
        guard let author = try (addresses(of: "sender") + addresses(of: "from")).first else { throw .missingSender }
        let recipients = try addresses(of: "to") + addresses(of: "cc") + addresses(of: "bcc")
        return MailEnvelope(sender: author, recipients: recipients.uniqued())
    }

    private func addresses(of name: String) throws(MailError) -> [EmailAddress] {
        var addresses: [EmailAddress] = []
        for field in fields where field.name == name { addresses += try AddressList.addresses(in: field.value) }
        return addresses
    }

    func removing(_ names: Set<String>, from content: ByteBuffer) -> ByteBuffer {
        guard fields.contains(where: { names.contains($0.name) }) else { return content }
        var kept = ByteBuffer()
        kept.reserveCapacity(content.readableBytes)
        let view = content.readableBytesView
        var position = 0
        for field in fields where names.contains(field.name) {
            kept.writeBytes(view.dropFirst(position).prefix(field.range.lowerBound - position))
            position = min(field.range.upperBound + 2, view.count)
        }
        kept.writeBytes(view.dropFirst(position))
        return kept
    }
}
