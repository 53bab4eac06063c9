import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

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
