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
        let milliseconds = UInt64(date.seconds(in: 0...1e12) * 1000)
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

    /// A given id, with its angle brackets.
    ///
    /// A `Message-ID` has an `@`. A `Content-ID` should, and is taken without: it means something within its mail only, and
    /// `<img src="cid:logo">` is what people write.
    ///
    /// - Throws: ``MailError/invalidHeader(name:reason:)``.
    static func checked(_ id: String, header: String) throws(MailError) -> String {
        var bytes = Substring(id).utf8
        if bytes.first == UInt8(ascii: "<"), bytes.last == UInt8(ascii: ">") { bytes = bytes.dropFirst().dropLast() }
        guard !bytes.isEmpty, bytes.count <= 900,
            bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") })
        else { throw .invalidHeader(name: header, reason: "is not an id of printable ASCII without spaces") }
        guard header == "Content-ID" || bytes.dropFirst().dropLast().contains(UInt8(ascii: "@")) else {
            throw .invalidHeader(name: header, reason: "has no @, which makes it the only one of its kind")
        }
        return "<\(Substring(bytes))>"
    }
}
