import Crypto
import CryptoExtras

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
    /// The headers that are signed if the mail has them, in lower case. `From` is always signed.
    public var signedHeaders: [String] = DKIMSigner.recommendedHeaders
    /// The headers to which none can be added behind the signer's back: each is signed once more than the mail has it.
    public var oversignedHeaders: Set<String> = ["from", "to", "cc", "subject", "date", "reply-to", "message-id"]
    /// How long the signature is valid; `nil` is for good.
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
        let time = Int64(min(max(date.timeIntervalSince1970, 0), 1e15))

        var names: [String] = []
        var hash = SHA256()
        for name in signedHeaders.contains("from") ? signedHeaders : ["from"] + signedHeaders {
            // From the last field of a name to the first, section 5.4.2.
            let fields = message.fields(named: name)
            for field in fields.reversed() { hash.update(data: field) }
            names += Array(repeating: name, count: fields.count + (oversignedHeaders.contains(name) ? 1 : 0))
        }

        var field = FoldedField("DKIM-Signature: v=1;")
        field.append("a=\(key.algorithm);")
        field.append("c=relaxed/relaxed;")
        field.append("d=\(domain);")
        field.append("s=\(selector);")
        field.append("t=\(time);")
        if let lifetime { field.append("x=\(time.addingReportingOverflow(lifetime.components.seconds).partialValue);") }
        field.append(list: "h=", names)
        field.append("bh=\(Data(message.bodyHash()).base64EncodedString());")
        field.append("b=")

        // The field itself is the last that is hashed: without a signature and without a line end, section 3.7.
        let own = field.bytes.withUnsafeBufferPointer { CanonicalMessage.canonicalField($0) }
        hash.update(data: own.dropLast(2))
        field.append(signature: Data(try key.signature(for: hash.finalize())).base64EncodedString())
        return field.bytes + [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    }
}

/// The private key of a signer.
enum DKIMKey: Sendable {
    case rsa(_RSA.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)

    init(pem: String) throws(MailError) {
        // Three kinds of text, told apart by trying: an Ed25519 key is 48 bytes of PKCS #8, RFC 8410, section 7.
        let base64 = pem.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }.joined()
        let prefix: [UInt8] = [
            0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
        ]
        if let der = Data(base64Encoded: base64), der.count == 48, der.starts(with: prefix) {
            try self.init(ed25519Seed: Array(der.dropFirst(prefix.count)))
            return
        }
        do {
            // RFC 8301, section 3.2, asks for 2048 bits and allows 1024.
            let key = try _RSA.Signing.PrivateKey(unsafePEMRepresentation: pem)
            guard key.keySizeInBits >= 1024 else {
                throw MailError.invalidConfiguration(reason: "the RSA key of a DKIM signer has fewer than 1024 bits")
            }
            self = .rsa(key)
        } catch {
            // What went wrong in there might repeat a piece of the key.
            throw (error as? MailError)
                ?? .invalidConfiguration(reason: "the private key of a DKIM signer is neither RSA nor Ed25519, as PEM")
        }
    }

    init(ed25519Seed seed: [UInt8]) throws(MailError) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw .invalidConfiguration(reason: "the Ed25519 key of a DKIM signer does not have 32 bytes")
        }
        self = .ed25519(key)
    }

    var algorithm: String {
        switch self {
        case .rsa: "rsa-sha256"
        case .ed25519: "ed25519-sha256"
        }
    }

    func signature(for digest: SHA256.Digest) throws(MailError) -> [UInt8] {
        do {
            switch self {
            case .rsa(let key):
                return Array(try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
            case .ed25519(let key):
                return Array(try key.signature(for: Array(digest)))  // the hash is what is signed, RFC 8463, section 3
            }
        } catch {
            throw .signing(reason: "the DKIM key could not sign")
        }
    }
}
