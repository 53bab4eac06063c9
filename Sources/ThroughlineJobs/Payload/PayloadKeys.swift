import Crypto
import Foundation

/// The secrets that stored jobs are signed with, and encrypted with where that is wanted.
///
/// A new secret comes first; the old ones stay in the list for as long as there may be jobs that were signed with them. All
/// processes that share a broker have the same list.
///
/// ```swift
/// let keys = try PayloadKeys([
///     PayloadKey(name: "2026-11", secret: new),
///     PayloadKey(name: "2026-05", secret: old),
/// ])
/// ```
public struct PayloadKeys: Sendable {
    let current: PayloadKey
    private let byName: [String: PayloadKey]

    /// - Parameter keys: The first one signs; all of them verify.
    /// - Throws: ``PayloadKeysError`` where there is none, or two have the same name.
    public init(_ keys: [PayloadKey]) throws {
        guard let current = keys.first else { throw PayloadKeysError.empty }
        self.current = current
        var byName: [String: PayloadKey] = [:]
        for key in keys where byName.updateValue(key, forKey: key.name) != nil {
            throw PayloadKeysError.duplicateName(key.name)
        }
        self.byName = byName
    }

    subscript(name: String) -> PayloadKey? { byName[name] }
}

/// A secret, and the name by which a stored job says that it was signed with it.
public struct PayloadKey: Sendable {
    public let name: String
    let signing: SymmetricKey
    private let encryption: SymmetricKey

    /// - Parameters:
    ///   - name: Any name but the empty one; it is stored in the open.
    ///   - secret: 32 random bytes or more. What signs and what encrypts is derived from it (HKDF, RFC 5869).
    /// - Throws: ``PayloadKeysError`` where the name is empty or the secret is shorter than 16 bytes.
    public init(name: String, secret: some Sequence<UInt8>) throws {
        let secret = Array(secret)
        guard !name.isEmpty else { throw PayloadKeysError.emptyName }
        guard secret.count >= 16 else { throw PayloadKeysError.shortSecret }
        self.init(unchecked: name, secret: secret)
    }

    private init(unchecked name: String, secret: [UInt8]) {
        func derive(_ purpose: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: secret),
                info: Data("throughline.jobs.\(purpose)".utf8),
                outputByteCount: 32
            )
        }
        self.name = name
        signing = derive("sign")
        encryption = derive("encrypt")
    }

    /// Each job has a key of its own: what is encrypted by one key with random nonces must not be much (NIST SP 800-38D, 8.3).
    private func encryption(of id: JobID) -> SymmetricKey {
        HKDF<SHA256>.expand(pseudoRandomKey: encryption, info: Data(id.bytes), outputByteCount: 32)
    }

    /// Nonce, ciphertext and tag.
    func encrypt(_ bytes: [UInt8], for id: JobID, authenticating context: some DataProtocol) throws -> [UInt8] {
        let box = try AES.GCM.seal(bytes, using: encryption(of: id), authenticating: context)
        return Array(box.nonce) + box.ciphertext + box.tag
    }

    func decrypt(_ bytes: [UInt8], for id: JobID, authenticating context: some DataProtocol) throws -> [UInt8] {
        let box = try AES.GCM.SealedBox(combined: bytes)
        return Array(try AES.GCM.open(box, using: encryption(of: id), authenticating: context))
    }

    /// What everybody knows. It tells damage, not forgery.
    static let known = PayloadKey(unchecked: "", secret: [])
}

/// A list of keys that cannot be used.
public enum PayloadKeysError: Error, Hashable {
    case empty
    case emptyName
    case duplicateName(String)
    case shortSecret
}
