#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The value of a `Message-ID` header.
///
/// Source: RFC 5322, section 3.6.4.
enum MessageID {
    /// One that nobody has had: the time, 96 random bits, and the author's domain.
    static func unique(at date: Date, domain: String) -> String {
        var generator = SystemRandomNumberGenerator()
        let milliseconds = UInt64(max(0, min(date.timeIntervalSince1970 * 1000, 1e15)))
        var text: [UInt8] = [UInt8(ascii: "<")]
        text.reserveCapacity(40 + domain.utf8.count)
        text.append(base32: milliseconds, bits: 45)
        text.append(UInt8(ascii: "."))
        text.append(base32: generator.next(), bits: 60)
        text.append(base32: generator.next(), bits: 40)
        text.append(UInt8(ascii: "@"))
        text += domain.utf8
        text.append(UInt8(ascii: ">"))
        return String(decoding: text, as: UTF8.self)
    }

    /// What separates the parts of a mail. No line of quoted-printable or base64 has `=_` in it, and other text does not
    /// guess 100 random bits.
    static func boundary() -> String {
        var generator = SystemRandomNumberGenerator()
        var text = Array("=_".utf8)
        text.append(base32: generator.next(), bits: 60)
        text.append(base32: generator.next(), bits: 40)
        return String(decoding: text, as: UTF8.self)
    }

    /// A given id, with its angle brackets.
    /// - Throws: ``MailError/invalidHeader(name:reason:)``.
    static func checked(_ id: String, header: String) throws(MailError) -> String {
        var bytes = Substring(id).utf8
        if bytes.first == UInt8(ascii: "<"), bytes.last == UInt8(ascii: ">") { bytes = bytes.dropFirst().dropLast() }
        guard !bytes.isEmpty, bytes.count <= 900,
            bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") })
        else { throw .invalidHeader(name: header, reason: "is not an id of printable ASCII without spaces") }
        return "<\(Substring(bytes))>"
    }
}

extension [UInt8] {
    /// Appends the low bits of a number, five to a character.
    fileprivate mutating func append(base32 number: UInt64, bits: UInt64) {
        for shift in stride(from: bits, to: 0, by: -5) {
            let value = UInt8(truncatingIfNeeded: number >> (shift - 5) & 31)
            append(value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10)
        }
    }
}
