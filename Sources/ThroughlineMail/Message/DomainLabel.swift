/// One label of a domain, and whether it may be written with letters beyond ASCII.
///
/// The rules for the order of letters that are written from right to left (RFC 5893) are not checked.
///
/// Source: RFC 5891, section 4.2, and RFC 5892.
enum DomainLabel {
    /// The label's A-label, or the label itself if it is ASCII.
    static func ascii(_ label: [Unicode.Scalar]) throws(InvalidAddress) -> String {
        if label.allSatisfy(\.isASCII) { return label.reduce(into: "") { $0.unicodeScalars.append($1) } }
        for (index, scalar) in label.enumerated() {
            guard isAllowed(scalar, in: label, at: index) else {
                throw InvalidAddress(
                    "has a character in its domain that no domain has, or that is not in its basic form"
                )
            }
        }
        if let first = label.first, first.properties.generalCategory.isMark {
            throw InvalidAddress("has a label that begins with a combining mark")
        }
        // RFC 5891, section 4.2.3.1: it would look like an A-label.
        guard !label.dropFirst(2).starts(with: ["-", "-"]), label.first != "-", label.last != "-" else {
            throw InvalidAddress("has a label with hyphens where it must have none")
        }
        guard let punycode = Punycode.encode(label) else {
            throw InvalidAddress("has a label of more than 63 characters")
        }
        return "xn--\(punycode)"
    }

    /// Letters, marks and digits in their basic form, RFC 5892, sections 2.1 and 2.2, and the exceptions of section 2.6.
    private static func isAllowed(_ scalar: Unicode.Scalar, in label: [Unicode.Scalar], at index: Int) -> Bool {
        if scalar.isASCII { return ByteSet.hostLabel.contains(UInt8(truncatingIfNeeded: scalar.value)) }
        let before = index > 0 ? label[index - 1] : nil
        let after = index + 1 < label.count ? label[index + 1] : nil
        switch scalar.value {
        // Section 2.6, allowed: letters since IDNA2008, and signs that words are written with.
        case 0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007: return true
        // Section 2.6, disallowed.
        case 0x640, 0x7FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: return false
        // Section 2.4, marks of symbols and of music.
        case 0x20D0...0x20FF, 0x1D100...0x1D24F: return false
        // Section 2.9, the letters that Hangul syllables are made of.
        case 0x1100...0x11FF, 0xA960...0xA97F, 0xD7B0...0xD7FF: return false
        // Appendix A, allowed in context: the middle dot, the Greek keraia, the Hebrew geresh, the Katakana middle dot.
        case 0xB7: return before == "l" && after == "l"
        case 0x375: return after?.isGreek ?? false
        case 0x5F3, 0x5F4: return before?.isHebrew ?? false
        case 0x30FB: return label.contains(where: \.isJapanese)
        // Appendix A.8 and A.9: Arabic digits are of one kind.
        case 0x660...0x669: return !label.contains { (0x6F0...0x6F9).contains($0.value) }
        default: break
        }
        guard !scalar.properties.changesWhenNFKCCaseFolded else { return false }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark, .decimalNumber: return true
        default: return false
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isGreek: Bool { (0x370...0x3FF).contains(value) || (0x1F00...0x1FFF).contains(value) }
    fileprivate var isHebrew: Bool { (0x591...0x5F4).contains(value) }
    /// Hiragana, Katakana or Han.
    fileprivate var isJapanese: Bool {
        switch value {
        case 0x3041...0x3096, 0x309D...0x309F, 0x30A1...0x30FA, 0x30FD...0x30FF, 0x31F0...0x31FF: true
        case 0x3005, 0x3007, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: true
        default: false
        }
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isMark: Bool { self == .nonspacingMark || self == .spacingMark || self == .enclosingMark }
}
