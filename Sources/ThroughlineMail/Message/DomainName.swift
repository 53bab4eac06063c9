// Composing characters (NFC) is the one thing here that FoundationEssentials does not have.
import Foundation

/// The name of a mail domain, in the form in which it stands in commands, headers and DNS.
///
/// Names beyond ASCII are turned into A-labels (`xn--…`). Of the mapping that UTS #46 describes before that, lower case and
/// NFC are done. A name that needs more, with full-width letters, say, is refused rather than turned into another one.
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
            labels.append(try encoded(Array(label)))
        }
        return labels.joined(separator: ".")
    }

    private static func encoded(_ label: [Unicode.Scalar]) throws(InvalidAddress) -> String {
        if label.allSatisfy(\.isASCII) { return label.reduce(into: "") { $0.unicodeScalars.append($1) } }
        for scalar in label {
            guard isAllowed(scalar) else {
                throw InvalidAddress(
                    "has a character in its domain that no domain has, or that is not in its basic form"
                )
            }
        }
        if let first = label.first, first.properties.generalCategory.isMark {
            throw InvalidAddress("has a label that begins with a combining mark")
        }
        guard let punycode = Punycode.encode(label) else {
            throw InvalidAddress("has a label of more than 63 characters")
        }
        return "xn--\(punycode)"
    }

    /// The full stops that separate labels. RFC 3490, section 3.1.
    private static func isDot(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "." || scalar == "\u{3002}" || scalar == "\u{FF0E}" || scalar == "\u{FF61}"
    }

    /// Letters, marks and digits in their basic form, by RFC 5892, sections 2.1 and 2.2.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return ByteSet.hostLabel.contains(UInt8(truncatingIfNeeded: scalar.value)) }
        switch scalar {
        case "\u{DF}", "\u{3C2}": return true  // sharp s and final sigma are letters of their own since IDNA2008
        case "\u{B7}", "\u{375}", "\u{5F3}", "\u{5F4}", "\u{30FB}": return true  // allowed in context
        default: break
        }
        guard !scalar.properties.changesWhenNFKCCaseFolded else { return false }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark, .decimalNumber: return true
        default: return false
        }
    }
}

/// Why a text is no address; reads on after the address itself.
struct InvalidAddress: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isMark: Bool { self == .nonspacingMark || self == .spacingMark || self == .enclosingMark }
}
