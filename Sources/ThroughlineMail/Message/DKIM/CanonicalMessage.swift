import Crypto
import WireText

/// A mail as it is signed: what may change on the way, such as folding, is taken out.
///
/// Source: RFC 6376, section 3.4, `relaxed` for headers and body.
struct CanonicalMessage {
    private let content: UnsafeBufferPointer<UInt8>
    private let fields: [(name: String, bytes: Range<Int>)]
    private let bodyStart: Int

    /// - Parameter content: Lines that end with CRLF. It must outlive the value.
    init(_ content: UnsafeBufferPointer<UInt8>) {
        self.content = content
        let header = HeaderBlock(content)
        fields = header.fields.map { (String(decoding: content[$0.name], as: UTF8.self).lowercased(), $0.field) }
        bodyStart = header.bodyStart
    }

    /// The fields of a name, in lower case, in canonical form and in their order.
    func fields(named name: String) -> [[UInt8]] {
        fields.filter { $0.name == name }.map { Self.canonicalField(UnsafeBufferPointer(rebasing: content[$0.bytes])) }
    }

    /// The field with its name in lower case, unfolded, white space reduced to single spaces, and CRLF.
    static func canonicalField(_ field: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var canonical: [UInt8] = []
        canonical.reserveCapacity(field.count + 2)
        let colon = field.firstIndex(of: UInt8(ascii: ":")) ?? field.endIndex
        for byte in field[..<colon] where !byte.isOptionalWhitespace { canonical.append(byte.lowercasedLetter) }
        canonical.append(UInt8(ascii: ":"))
        var hasGap = false
        let valueStart = canonical.count
        for byte in field[colon...].dropFirst() where !byte.isLineEnd {
            if byte.isOptionalWhitespace {
                hasGap = true
            } else {
                if hasGap, canonical.count > valueStart { canonical.append(UInt8(ascii: " ")) }
                hasGap = false
                canonical.append(byte)
            }
        }
        canonical += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
        return canonical
    }

    /// The hash of the body: white space within lines reduced, and taken away at their ends; no empty lines at the end.
    func bodyHash() -> SHA256.Digest {
        var hash = SHA256()
        var pending: [UInt8] = []
        pending.reserveCapacity(Self.chunk + 8)
        var isEmpty = true
        var lineEnds = 0
        var hasGap = false
        for byte in content[bodyStart...] where byte != UInt8(ascii: "\n") {
            if byte == UInt8(ascii: "\r") {
                lineEnds += 1
                hasGap = false
            } else if byte.isOptionalWhitespace {
                hasGap = true
            } else {
                // Line ends and spaces count only now that something follows.
                while lineEnds > 0 {
                    pending += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
                    lineEnds -= 1
                    if pending.count >= Self.chunk { hash.update(clearing: &pending) }
                }
                if hasGap { pending.append(UInt8(ascii: " ")) }
                hasGap = false
                pending.append(byte)
                isEmpty = false
                if pending.count >= Self.chunk { hash.update(clearing: &pending) }
            }
        }
        if !isEmpty { pending += [UInt8(ascii: "\r"), UInt8(ascii: "\n")] }
        hash.update(data: pending)
        return hash.finalize()
    }

    private static let chunk = 16 * 1024
}

extension SHA256 {
    fileprivate mutating func update(clearing bytes: inout [UInt8]) {
        update(data: bytes)
        bytes.removeAll(keepingCapacity: true)
    }
}
