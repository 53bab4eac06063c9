/// The few classes of ASCII characters that the grammars of headers and URLs are made of.
extension UInt8 {
    @inlinable package var isLowercaseLetter: Bool { self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") }

    @inlinable package var isUppercaseLetter: Bool { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") }

    @inlinable package var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

    /// Space or tab: the `OWS` of RFC 9110, section 5.6.3.
    @inlinable package var isOptionalWhitespace: Bool { self == 0x20 || self == 0x09 }

    /// A control character, DEL included.
    @inlinable package var isControl: Bool { self < 0x20 || self == 0x7f }

    /// A character that is seen, or a space.
    @inlinable package var isVisibleOrSpace: Bool { self >= 0x20 && self < 0x7f }

    /// A character of a `token`, RFC 9110, section 5.6.2.
    @inlinable package var isTokenCharacter: Bool {
        if isLowercaseLetter || isUppercaseLetter || isDigit { return true }
        switch self {
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            return true
        default:
            return false
        }
    }

    /// A character that a URL may have anywhere, and that means nothing in it: RFC 3986, section 2.3.
    @inlinable package var isUnreserved: Bool {
        if isLowercaseLetter || isUppercaseLetter || isDigit { return true }
        return self == UInt8(ascii: "-") || self == UInt8(ascii: ".") || self == UInt8(ascii: "_")
            || self == UInt8(ascii: "~")
    }

    /// The letter in lower case; anything else as it is.
    @inlinable package var lowercasedLetter: UInt8 { isUppercaseLetter ? self | 0x20 : self }

    /// The value of a lower-case hexadecimal digit.
    @inlinable package var lowercaseHexValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    /// The value of a hexadecimal digit in either case.
    @inlinable package var hexValue: UInt8? {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: lowercaseHexValue
        }
    }
}

extension BidirectionalCollection<UInt8> {
    /// The bytes without the white space before and after them.
    @inlinable
    package func trimmingOptionalWhitespace() -> SubSequence {
        guard let first = firstIndex(where: { !$0.isOptionalWhitespace }),
            let last = lastIndex(where: { !$0.isOptionalWhitespace })
        else { return self[endIndex...] }
        return self[first...last]
    }
}
