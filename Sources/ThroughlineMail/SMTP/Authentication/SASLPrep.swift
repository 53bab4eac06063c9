import Foundation

/// Brings a user name or password into the one form that both sides compute with.
///
/// Source: RFC 4013, as far as Unicode's own tables in Foundation carry it: mapping, normalization form KC, and what is
/// prohibited among spaces and control characters. What does not take part in it (ASCII) stays as it is. The rules for text
/// from right to left and for code points that Unicode 3.2 did not know are left out: they would only refuse passwords.
func saslPrepared(_ text: String) throws(MailError) -> String {
    var isASCII = true
    for byte in text.utf8 {
        if byte < 0x20 || byte == 0x7F { throw .authentication("a user name or password holds a control character") }
        if byte >= 0x80 { isASCII = false }
    }
    if isASCII { return text }

    var mapped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        if scalar.isMappedToNothing { continue }
        mapped.append(scalar.isNonASCIISpace ? " " : scalar)
    }
    let normalized = String(mapped).precomposedStringWithCompatibilityMapping
    for scalar in normalized.unicodeScalars where scalar.isProhibited {
        throw .authentication("a user name or password holds a character that SASLprep prohibits")
    }
    return normalized
}

extension Unicode.Scalar {
    /// RFC 3454, table C.1.2.
    fileprivate var isNonASCIISpace: Bool {
        properties.generalCategory == .spaceSeparator && value != 0x20 || value == 0x200B
    }

    /// RFC 3454, table B.1.
    fileprivate var isMappedToNothing: Bool {
        switch value {
        case 0x00AD, 0x034F, 0x1806, 0x180B...0x180D, 0x200C, 0x200D, 0x2060, 0xFE00...0xFE0F, 0xFEFF: true
        default: false
        }
    }

    /// RFC 3454, tables C.2.1, C.2.2, C.3, C.4, C.6, C.7, C.8 and C.9.
    fileprivate var isProhibited: Bool {
        switch properties.generalCategory {
        case .control, .privateUse, .lineSeparator, .paragraphSeparator: return true
        default: break
        }
        switch value {
        case 0x0340, 0x0341, 0x06DD, 0x070F, 0x180E, 0x200E, 0x200F, 0x202A...0x202E, 0x2061...0x2063, 0x206A...0x206F,
            0x2FF0...0x2FFB, 0xFFF9...0xFFFD, 0x1D173...0x1D17A, 0xE0001, 0xE0020...0xE007F:
            return true
        default: return properties.isNoncharacterCodePoint
        }
    }
}
