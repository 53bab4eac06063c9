/// The few classes of ASCII characters that the grammars of headers are made of.
extension UInt8 {
    var isLowercaseLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }

    var isUppercaseLetter: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }

    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// Space or tab: the `OWS` of RFC 9110, section 5.6.3.
    var isOptionalWhitespace: Bool { self == 0x20 || self == 0x09 }

    /// A control character, DEL included.
    var isControl: Bool { self < 0x20 || self == 0x7f }

    /// A character of a `token`, RFC 9110, section 5.6.2.
    var isTokenCharacter: Bool {
        if self.isLowercaseLetter || self.isUppercaseLetter || self.isDigit { return true }
        switch self {
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            return true
        default:
            return false
        }
    }

    /// The value of a lower-case hexadecimal digit.
    var lowercaseHexValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    /// The value of a hexadecimal digit in either case.
    var hexValue: UInt8? {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: self.lowercaseHexValue
        }
    }
}

extension BidirectionalCollection<UInt8> {
    /// The bytes without the white space before and after them.
    func trimmingOptionalWhitespace() -> SubSequence {
        guard let first = self.firstIndex(where: { !$0.isOptionalWhitespace }),
            let last = self.lastIndex(where: { !$0.isOptionalWhitespace })
        else { return self[self.endIndex...] }
        return self[first...last]
    }
}
