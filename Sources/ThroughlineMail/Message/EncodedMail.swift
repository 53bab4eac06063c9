public import NIOCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

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
    /// Whether a header has bytes beyond ASCII as they are.
    private let hasUTF8Headers: Bool

    /// Whether an address or a header is beyond ASCII as it stands, so that it needs a server with SMTPUTF8.
    public var needsSMTPUTF8: Bool { hasUTF8Headers || envelope.needsSMTPUTF8 }

    /// The content's size in bytes.
    public var size: Int { content.readableBytes }

    init(
        envelope: MailEnvelope,
        content: ByteBuffer,
        messageID: String?,
        needs8BitMIME: Bool,
        hasUTF8Headers: Bool
    ) {
        self.envelope = envelope
        self.content = content
        self.messageID = messageID
        self.needs8BitMIME = needs8BitMIME
        self.hasUTF8Headers = hasUTF8Headers
    }

    /// The mail with a `DKIM-Signature` of each signer on top.
    /// - Throws: ``MailError/signing(reason:)``.
    public func signed(by signers: [DKIMSigner]) throws(MailError) -> EncodedMail {
        guard !signers.isEmpty else { return self }
        let date = Date()
        var signatures: [UInt8] = []
        for signer in signers {
            try content.withUnsafeReadableBytes { bytes throws(MailError) in
                signatures += try signer.signature(for: bytes.bindMemory(to: UInt8.self), at: date)
            }
        }
        return prepending(signatures)
    }

    /// The mail with header fields, each with its CRLF, on top.
    func prepending(_ fields: [UInt8]) -> EncodedMail {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(fields.count + content.readableBytes)
        buffer.writeBytes(fields)
        buffer.writeImmutableBuffer(content)
        return EncodedMail(
            envelope: envelope,
            content: buffer,
            messageID: messageID,
            needs8BitMIME: needs8BitMIME,
            hasUTF8Headers: hasUTF8Headers
        )
    }
}
