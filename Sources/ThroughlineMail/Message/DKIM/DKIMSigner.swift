import Crypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Signs mails for a domain, so that who receives them can tell that they come from there unchanged.
///
/// ```swift
/// let signer = try DKIMSigner(domain: "example.com", selector: "mail2026", privateKey: pem)
/// let mailer = try Mailer.fromEnvironment { $0.signers = [signer] }
/// ```
///
/// The public key stands in DNS, in a TXT record at `mail2026._domainkey.example.com`. An RSA key signs `rsa-sha256`, an
/// Ed25519 key `ed25519-sha256`; headers and body are canonicalised `relaxed`.
///
/// Source: RFC 6376, RFC 8301 and RFC 8463.
public struct DKIMSigner: Sendable {
    /// The domain that signs, in ASCII.
    public let domain: String
    /// Which of the domain's keys it is.
    public let selector: String
    /// The headers that are signed if the mail has them. `From` is always signed, and what stands here twice is oversigned.
    public var signedHeaders: [String] = DKIMSigner.recommendedHeaders
    /// The headers to which none can be added behind the signer's back: each is signed once more than the mail has it, also
    /// if it is not among ``signedHeaders``.
    public var oversignedHeaders: Set<String> = ["from", "to", "cc", "subject", "date", "reply-to", "message-id"]
    /// How long the signature is valid, a second at least; `nil` is for good.
    public var lifetime: Duration?

    let key: DKIMKey

    /// A signer with a private key as PEM: an RSA key of at least 1024 bits (PKCS #1 or #8), or an Ed25519 key (PKCS #8).
    /// - Throws: ``MailError/invalidConfiguration(reason:)``.
    public init(domain: String, selector: String, privateKey pem: String) throws(MailError) {
        try self.init(domain: domain, selector: selector, key: DKIMKey(pem: pem))
    }

    /// A signer with an Ed25519 key, given as the 32 bytes that it is made from.
    /// - Throws: ``MailError/invalidConfiguration(reason:)``.
    public init(domain: String, selector: String, ed25519Seed seed: [UInt8]) throws(MailError) {
        try self.init(domain: domain, selector: selector, key: DKIMKey(ed25519Seed: seed))
    }

    private init(domain: String, selector: String, key: DKIMKey) throws(MailError) {
        do {
            self.domain = try DomainName.ascii(domain)
            self.selector = try DomainName.ascii(selector)
        } catch {
            throw .invalidConfiguration(reason: "the domain or the selector of a DKIM signer \(error.reason)")
        }
        guard self.domain.utf8.first != UInt8(ascii: "["), self.selector.utf8.first != UInt8(ascii: "[") else {
            throw .invalidConfiguration(reason: "the domain or the selector of a DKIM signer is an IP address")
        }
        self.key = key
    }

    /// RFC 6376, section 5.4.1, with the fields of mailing lists.
    public static let recommendedHeaders = [
        "from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references",
        "mime-version", "content-type", "content-transfer-encoding", "list-id", "list-help", "list-unsubscribe",
        "list-unsubscribe-post", "list-subscribe", "list-post", "list-owner", "list-archive",
    ]

    /// The `DKIM-Signature` field for a mail, with its line end.
    func signature(for content: UnsafeBufferPointer<UInt8>, at date: Date) throws(MailError) -> [UInt8] {
        let message = CanonicalMessage(content)
        let time = Int64(date.seconds(in: 0...Self.lastSecond))

        var names: [String] = []
        var hash = SHA256()
        for (name, isOversigned) in try headers() {
            // From the last field of a name to the first, section 5.4.2.
            let fields = message.fields(named: name)
            for field in fields.reversed() { hash.update(data: field) }
            names += Array(repeating: name, count: fields.count + (isOversigned ? 1 : 0))
        }

        var field = FoldedField("DKIM-Signature: v=1;")
        field.append("a=\(key.algorithm);")
        field.append("c=relaxed/relaxed;")
        field.append("d=\(domain);")
        field.append("s=\(selector);")
        field.append("t=\(time);")
        if let lifetime {
            field.append("x=\(time + min(max(lifetime.components.seconds, 1), Int64(Self.lastSecond)));")
        }
        field.append(list: "h=", names)
        field.append("bh=\(Data(message.bodyHash()).base64EncodedString());")
        field.append("b=")

        // The field itself is the last that is hashed: without a signature and without a line end, section 3.7.
        let own = field.bytes.withUnsafeBufferPointer { CanonicalMessage.canonicalField($0) }
        hash.update(data: own.dropLast(2))
        field.append(signature: Data(try key.signature(for: hash.finalize())).base64EncodedString())
        return field.bytes + [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    }

    /// The names of what is signed, in lower case and each once, and whether one field more is signed than there is.
    private func headers() throws(MailError) -> [(name: String, isOversigned: Bool)] {
        var names: [String] = []
        var oversigned: Set<String> = []
        for name in oversignedHeaders { oversigned.insert(name.lowercased()) }
        for name in signedHeaders {
            let name = name.lowercased()
            if names.contains(name) { oversigned.insert(name) } else { names.append(name) }
        }
        names += oversigned.subtracting(names).sorted()
        if !names.contains("from") { names.insert("from", at: 0) }
        for name in names {
            // A semicolon ends the list, section 3.5.
            guard !name.isEmpty, name.utf8.count <= 60, name.utf8.allSatisfy(ByteSet.fieldName.contains),
                !name.utf8.contains(UInt8(ascii: ";"))
            else { throw .signing(reason: "a header that is to be signed has a name that is none") }
        }
        return names.map { ($0, oversigned.contains($0)) }
    }

    /// Twelve digits are what a verifier has to read, section 3.5; the sum of two must not have more.
    private static let lastSecond = 400_000_000_000.0
}
