public import NIOCore

/// A mail as it goes out: the envelope, and the content byte by byte.
public struct EncodedMail: Sendable {
    /// Who sends it, and to whom.
    public var envelope: MailEnvelope
    /// Headers and body. Every line ends with CRLF, the last one too, and no CR or LF stands alone. Lines that begin with a
    /// dot are as they are: only SMTP doubles the dot.
    public let content: ByteBuffer
    /// The `Message-ID` header, with its angle brackets; `nil` where there is none.
    public let messageID: String?
    /// Whether the content holds bytes beyond ASCII, so that it needs a server with 8BITMIME.
    public let needs8BitMIME: Bool
    /// Whether an address or a header is beyond ASCII as it stands, so that it needs a server with SMTPUTF8.
    public let needsSMTPUTF8: Bool

    /// The content's size in bytes.
    public var size: Int { content.readableBytes }

    init(
        envelope: MailEnvelope,
        content: ByteBuffer,
        messageID: String?,
        needs8BitMIME: Bool,
        needsSMTPUTF8: Bool
    ) {
        self.envelope = envelope
        self.content = content
        self.messageID = messageID
        self.needs8BitMIME = needs8BitMIME
        self.needsSMTPUTF8 = needsSMTPUTF8
    }
}

extension EncodedMail {
    /// A mail that is composed already, in the format of RFC 5322.
    ///
    /// Line ends are made CRLF. The rest stays as it is, so that a signature stays valid.
    public init(rfc822 content: some Sequence<UInt8>, envelope: MailEnvelope) throws(MailError) {
        var buffer = ByteBuffer()
        var previous: UInt8 = 0
        var is8Bit = false
        for byte in content {
            switch byte {
            case UInt8(ascii: "\n"):
                if previous != UInt8(ascii: "\r") { buffer.writeStaticString("\r\n") }
            case UInt8(ascii: "\r"):
                buffer.writeStaticString("\r\n")
            default:
                buffer.writeInteger(byte)
            }
            is8Bit = is8Bit || byte >= 0x80
            previous = byte
        }
        if previous != UInt8(ascii: "\n"), previous != UInt8(ascii: "\r") { buffer.writeStaticString("\r\n") }
        self.init(
            envelope: envelope,
            content: buffer,
            messageID: nil,
            needs8BitMIME: is8Bit,
            needsSMTPUTF8: false
        )
    }
}
