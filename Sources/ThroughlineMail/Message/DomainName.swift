// Composing characters (NFC) is the one thing here that FoundationEssentials does not have.
import Foundation

/// The name of a mail domain, in the form in which it stands in commands, headers and DNS.
///
/// Names beyond ASCII are turned into A-labels (`xn--…`). Of the mapping that UTS #46 describes before that, lower case and
/// NFC are done. A name that needs more, with full-width letters, say, is refused rather than turned into another one. A name
/// that is in ASCII already is not decoded: what stands behind its `xn--` is not looked at.
///
/// Source: RFC 5321, section 4.1.2; RFC 5890 and 5891.
enum DomainName {
    /// The ASCII form of a domain or an address literal.
    /// - Throws: The reason why it is none.
    static func ascii(_ domain: String) throws(InvalidAddress) -> String {
        if domain.utf8.first == UInt8(ascii: "[") {
            try checkLiteral(domain.utf8)
            return domain
        }
        let ascii = domain.utf8.allSatisfy { $0 < 0x80 } ? domain : try encoded(domain)
        guard !ascii.isEmpty else { throw InvalidAddress("has no domain") }
        guard ascii.utf8.count <= 253 else { throw InvalidAddress("has a domain of more than 253 characters") }
        try checkLabels(ascii.utf8)
        return ascii
    }

    private static func checkLabels(_ name: String.UTF8View) throws(InvalidAddress) {
        var length = 0
        var last = UInt8(ascii: ".")
        for byte in name {
            if byte == UInt8(ascii: ".") {
                guard length > 0 else { throw InvalidAddress("has an empty label in its domain") }
                guard last != UInt8(ascii: "-") else { throw InvalidAddress("has a label that ends with a hyphen") }
                length = 0
            } else {
                guard ByteSet.hostLabel.contains(byte) else {
                    throw InvalidAddress("has a character in its domain that no domain has")
                }
                if length == 0, byte == UInt8(ascii: "-") {
                    throw InvalidAddress("has a label that begins with a hyphen")
                }
                length += 1
                guard length <= 63 else { throw InvalidAddress("has a label of more than 63 characters") }
            }
            last = byte
        }
        guard length > 0 else { throw InvalidAddress("has an empty label in its domain") }
        guard last != UInt8(ascii: "-") else { throw InvalidAddress("has a label that ends with a hyphen") }
    }

    private static func checkLiteral(_ literal: String.UTF8View) throws(InvalidAddress) {
        guard literal.count > 2, literal.count <= 64, literal.last == UInt8(ascii: "]"),
            literal.dropFirst().dropLast().allSatisfy(ByteSet.addressLiteral.contains)
        else { throw InvalidAddress("has an address literal that is none") }
    }

    private static func encoded(_ domain: String) throws(InvalidAddress) -> String {
        // More than a thousand bytes cannot become a domain, and are not worth the work.
        guard domain.utf8.count <= 1024 else { throw InvalidAddress("has a domain of more than 253 characters") }
        let mapped = domain.lowercased().precomposedStringWithCanonicalMapping.unicodeScalars
        var labels: [String] = []
        for label in mapped.split(omittingEmptySubsequences: false, whereSeparator: isDot) {
            labels.append(try DomainLabel.ascii(Array(label)))
        }
        return labels.joined(separator: ".")
    }

    /// The full stops that separate labels. RFC 3490, section 3.1.
    private static func isDot(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "." || scalar == "\u{3002}" || scalar == "\u{FF0E}" || scalar == "\u{FF61}"
    }
}
