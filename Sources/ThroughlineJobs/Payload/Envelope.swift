import Crypto
import Foundation
import Gzip

/// How a message becomes the bytes that a broker stores.
///
/// ```
/// version (1) · flags · key name · header · body · HMAC-SHA256 of all that stands before (32 bytes)
/// ```
///
/// Name, header and body have their length before them. The signature covers the job's id, its trace and its payload, so
/// that none can be exchanged for another's. The body is compressed (flag 1) before it is encrypted (flag 2).
struct Envelope: Sendable {
    var protection = PayloadProtection.open
    var isCompressing = false

    private static let version: UInt8 = 1
    private static let signatureLength = 32
    /// What is smaller does not become much smaller.
    private static let smallestCompressed = 512
    /// More than any job should carry, and less than a worker has.
    private static let largestBody = 64 << 20
    private static let largestPeek = 1 << 20

    func seal(_ message: Message) throws -> [UInt8] {
        let key = protection.keys?.current ?? .known
        let header = message.header.encoded
        var body = message.body
        var flags: Flags = []
        if isCompressing, (Self.smallestCompressed...Self.largestBody).contains(body.count) {
            let compressed = try Gzip.compress(body)
            if compressed.count < body.count {
                body = compressed
                flags.insert(.compressed)
            }
        }
        if protection.encrypts {
            body = try key.encrypt(body, for: message.header.id, authenticating: header)
            flags.insert(.encrypted)
        }
        var bytes = [Self.version, flags.rawValue]
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
        let (header, parts, key) = try verified(bytes, of: id)
        var body = Array(parts.body)
        if parts.flags.contains(.encrypted) {
            guard let decrypted = try? key.decrypt(body, for: id, authenticating: parts.header) else {
                throw .undecryptable
            }
            body = decrypted
        }
        if parts.flags.contains(.compressed) { body = try Self.inflate(body, limit: Self.largestBody) }
        return try Message(header: header, body: body[...])
    }

    /// What stands in the open, of a message whose signature is right though its payload cannot be read.
    func header(_ bytes: [UInt8], of id: JobID) throws(MessageError) -> Message.Header {
        try verified(bytes, of: id).header
    }

    /// What stands in the open, whether it is signed or not: for people to look at.
    static func peek(_ bytes: [UInt8]) throws(MessageError) -> Message.Header {
        try Message.Header(Parts(bytes).header)
    }

    /// The payload where it stands in the open: for people to look at.
    static func peekPayload(_ bytes: [UInt8]) throws(MessageError) -> [UInt8]? {
        let parts = try Parts(bytes)
        guard !parts.flags.contains(.encrypted) else { return nil }
        var body = Array(parts.body)
        if parts.flags.contains(.compressed) { body = try inflate(body, limit: largestPeek) }
        return try Message(header: Message.Header(parts.header), body: body[...]).payload
    }

    /// Whether a message is sealed as one would be now: with the first of the keys, and encrypted or not.
    func isCurrent(_ bytes: [UInt8]) -> Bool {
        guard let parts = try? Parts(bytes) else { return false }
        return parts.key == protection.keys?.current.name ?? ""
            && parts.flags.contains(.encrypted) == protection.encrypts
    }

    static func isEncrypted(_ bytes: [UInt8]) throws(MessageError) -> Bool {
        try Parts(bytes).flags.contains(.encrypted)
    }

    private func verified(
        _ bytes: [UInt8],
        of id: JobID
    ) throws(MessageError) -> (header: Message.Header, parts: Parts, key: PayloadKey) {
        let parts = try Parts(bytes)
        let key = try key(named: parts.key)
        let (signed, signature) = (bytes.dropLast(Self.signatureLength), bytes.suffix(Self.signatureLength))
        guard HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: signed, using: key.signing)
        else { throw .badSignature }
        let header = try Message.Header(parts.header)
        guard header.id == id else { throw .badSignature }
        return (header, parts, key)
    }

    private func key(named name: String) throws(MessageError) -> PayloadKey {
        guard let keys = protection.keys else {
            guard name.isEmpty else { throw .unknownKey(name) }
            return .known
        }
        guard !name.isEmpty else { throw .unsigned }
        guard let key = keys[name] else { throw .unknownKey(name) }
        return key
    }

    private static func inflate(_ bytes: [UInt8], limit: Int) throws(MessageError) -> [UInt8] {
        do {
            return try Gzip.decompress(bytes, limit: limit)
        } catch {
            throw .malformed
        }
    }

    private struct Flags: OptionSet {
        var rawValue: UInt8
        static let compressed = Flags(rawValue: 1)
        static let encrypted = Flags(rawValue: 2)
    }

    private struct Parts {
        var flags: Flags
        var key: String
        var header: ArraySlice<UInt8>
        var body: ArraySlice<UInt8>

        init(_ bytes: [UInt8]) throws(MessageError) {
            guard bytes.count > Envelope.signatureLength + 2, bytes[0] == Envelope.version else { throw .malformed }
            flags = Flags(rawValue: bytes[1])
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

// What a job returned: as JSON, or encrypted, which begins with a byte that JSON does not begin with.
extension Envelope {
    private static let encryptedResult: UInt8 = 2

    func sealResult(_ result: [UInt8], of id: JobID) throws -> [UInt8] {
        guard protection.encrypts, let key = protection.keys?.current else { return result }
        var bytes = [Self.encryptedResult]
        bytes.appendVarint(UInt64(key.name.utf8.count))
        bytes += key.name.utf8
        return try bytes + key.encrypt(result, for: id, authenticating: Self.resultPurpose)
    }

    func openResult(_ bytes: [UInt8], of id: JobID) throws(MessageError) -> [UInt8] {
        guard Self.isEncryptedResult(bytes) else { return bytes }
        var rest = bytes.dropFirst()
        guard let count = rest.popVarint(), count <= UInt64(rest.count) else { throw .malformed }
        let key = try key(named: rest.prefix(Int(count)).text)
        let box = Array(rest.dropFirst(Int(count)))
        guard let result = try? key.decrypt(box, for: id, authenticating: Self.resultPurpose) else {
            throw .undecryptable
        }
        return result
    }

    static func isEncryptedResult(_ bytes: [UInt8]) -> Bool { bytes.first == encryptedResult }

    /// So that no payload can be put in a result's place.
    private static let resultPurpose = Array("result".utf8)
}
