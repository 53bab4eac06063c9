import WireText

/// What is a secret wherever it stands in a text.
public struct SecretPattern: Sendable {
    private let find: @Sendable (String) -> [Range<String.Index>]

    /// - Parameter find: Where secrets are in a text, in their order. It is called with every text of every span, and must be
    ///   quick whatever the text is.
    public init(_ find: @escaping @Sendable (_ text: String) -> [Range<String.Index>]) {
        self.find = find
    }

    func ranges(in text: String) -> [Range<String.Index>] { find(text) }

    /// Addresses of mail.
    public static var emailAddress: SecretPattern {
        SecretPattern { text in
            let bytes = text.utf8
            var found: [Range<String.Index>] = []
            var end = bytes.startIndex
            while let at = bytes[end...].firstIndex(of: UInt8(ascii: "@")) {
                var start = at
                while start > end, bytes[bytes.index(before: start)].isMailCharacter {
                    start = bytes.index(before: start)
                }
                let domain = bytes[bytes.index(after: at)...].prefix(while: \.isDomainCharacter)
                let trimmed = domain.prefix(
                    upTo: domain.lastIndex { $0 != 0x2e }.map { bytes.index(after: $0) } ?? domain.startIndex
                )
                if start < at, trimmed.contains(UInt8(ascii: ".")) {
                    found.append(start..<trimmed.endIndex)
                    end = trimmed.endIndex
                } else {
                    end = bytes.index(after: at)
                }
            }
            return found
        }
    }

    /// Numbers of payment cards: 13 to 19 digits, with spaces or hyphens between them or without, whose last is the right check
    /// digit (ISO/IEC 7812-1).
    public static var cardNumber: SecretPattern {
        SecretPattern { text in
            let bytes = text.utf8
            var found: [Range<String.Index>] = []
            var position = bytes.startIndex
            while let start = bytes[position...].firstIndex(where: \.isDigit) {
                var digits: [UInt8] = []
                var end = start
                var index = start
                while index < bytes.endIndex, digits.count < 20 {
                    let byte = bytes[index]
                    if byte.isDigit {
                        digits.append(byte - UInt8(ascii: "0"))
                        end = bytes.index(after: index)
                    } else if byte != 0x20 && byte != UInt8(ascii: "-") || bytes.index(after: end) <= index {
                        break
                    }
                    index = bytes.index(after: index)
                }
                if (13...19).contains(digits.count), Self.hasCheckDigit(digits) { found.append(start..<end) }
                // A run of digits is one number, or none.
                position = end
                while position < bytes.endIndex, bytes[position].isDigit { position = bytes.index(after: position) }
            }
            return found
        }
    }

    /// The algorithm of Luhn.
    private static func hasCheckDigit(_ digits: [UInt8]) -> Bool {
        let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
            let value = Int(digit.element) * (digit.offset.isMultiple(of: 2) ? 1 : 2)
            return sum + (value > 9 ? value - 9 : value)
        }
        return sum.isMultiple(of: 10) && digits.contains { $0 != 0 }
    }
}

extension UInt8 {
    fileprivate var isDomainCharacter: Bool {
        isLowercaseLetter || isUppercaseLetter || isDigit || self == UInt8(ascii: ".") || self == UInt8(ascii: "-")
    }

    fileprivate var isMailCharacter: Bool {
        isDomainCharacter || self == UInt8(ascii: "_") || self == UInt8(ascii: "+") || self == UInt8(ascii: "%")
            || self >= 0x80
    }
}
