import Crypto
import Foundation

/// How a message becomes the bytes that a broker stores.
///
/// ```
/// version (1) · flags · key name · header · body · HMAC-SHA256 of all that stands before (32 bytes)
/// ```
///
/// Name, header and body have their length before them. The signature covers the job's id, its trace and its payload, so
/// that none can be exchanged for another's.
struct Envelope: Sendable {
    /// `nil`: jobs are not signed, but for a checksum.
    var keys: PayloadKeys?
    var isEncrypting = false

    private static let version: UInt8 = 1
    private static let encryptedFlag: UInt8 = 2
    private static let signatureLength = 32

    func seal(_ message: Message) throws -> [UInt8] {
        let key = keys?.current ?? .known
        let header = message.header.encoded
        var body = message.body
        let isEncrypting = isEncrypting && keys != nil
        if isEncrypting {
            let box = try AES.GCM.seal(body, using: key.encryption, authenticating: header)
            body = Array(box.nonce) + box.ciphertext + box.tag
        }
        var bytes = [Self.version, isEncrypting ? Self.encryptedFlag : 0]
        bytes.reserveCapacity(header.count + body.count + 64)
        for part in [Array(key.name.utf8), header, body] {
            bytes.appendVarint(UInt64(part.count))
            bytes += part
        }
        bytes += HMAC<SHA256>.authenticationCode(for: bytes, using: key.signing)
        return bytes
    }

    /// - Parameter id: The job whose message it is said to be.
    func open(_ bytes: [UInt8], of id: JobID) throws(MessageError) -> Message {
        let parts = try Parts(bytes)
        let key = try key(named: parts.key)
        let signature = bytes.suffix(Self.signatureLength)
        guard HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: bytes.dropLast(32), using: key.signing)
        else { throw .badSignature }
        let header = try Message.Header(parts.header)
        guard header.id == id else { throw .badSignature }
        guard parts.flags & Self.encryptedFlag != 0 else { return try Message(header: header, body: parts.body) }
        return try Message(header: header, body: decrypt(parts.body, key, header: parts.header)[...])
    }

    /// What stands in the open, whether it is signed or not: for people to look at.
    static func peek(_ bytes: [UInt8]) throws(MessageError) -> Message.Header {
        try Message.Header(Parts(bytes).header)
    }

    /// The payload where it stands in the open: for people to look at.
    static func peekPayload(_ bytes: [UInt8]) throws(MessageError) -> [UInt8]? {
        let parts = try Parts(bytes)
        guard parts.flags & encryptedFlag == 0 else { return nil }
        return try Message(header: Message.Header(parts.header), body: parts.body).payload
    }

    private func key(named name: String) throws(MessageError) -> PayloadKey {
        guard let keys else {
            guard name.isEmpty else { throw .unknownKey(name) }
            return .known
        }
        guard !name.isEmpty else { throw .unsigned }
        guard let key = keys[name] else { throw .unknownKey(name) }
        return key
    }

    private func decrypt(
        _ body: ArraySlice<UInt8>,
        _ key: PayloadKey,
        header: ArraySlice<UInt8>
    ) throws(MessageError) -> [UInt8] {
        do {
            return Array(
                try AES.GCM.open(AES.GCM.SealedBox(combined: body), using: key.encryption, authenticating: header)
            )
        } catch {
            throw .undecryptable
        }
    }

    private struct Parts {
        var flags: UInt8
        var key: String
        var header: ArraySlice<UInt8>
        var body: ArraySlice<UInt8>

        init(_ bytes: [UInt8]) throws(MessageError) {
            guard bytes.count > Envelope.signatureLength + 2, bytes[0] == Envelope.version else { throw .malformed }
            flags = bytes[1]
            var rest = bytes[2..<(bytes.count - Envelope.signatureLength)]
            func part() throws(MessageError) -> ArraySlice<UInt8> {
                guard let count = rest.popVarint(), count <= UInt64(rest.count) else { throw .malformed }
                defer { rest = rest.dropFirst(Int(count)) }
                return rest.prefix(Int(count))
            }
            key = try part().text
            header = try part()
            body = try part()
            guard rest.isEmpty else { throw .malformed }
        }
    }
}
