import WireText

/// The server that a request was meant for: the `Host` header, or `:authority` (RFC 3986, section 3.2).
struct Authority: Equatable {
    /// A name, an IPv4 address, or an IPv6 address without its brackets.
    let host: String
    /// The port; `nil` where the authority leaves it to the scheme.
    let port: Int?

    init(host: String, port: Int?) {
        self.host = host
        self.port = port
    }

    /// `nil` for what is not an authority: the client wrote it, so it can be anything.
    init?(_ text: some StringProtocol) {
        let bytes = text.utf8
        guard let first = bytes.first, bytes.count <= 261 else { return nil }

        let host: Range<String.Index>
        let rest: String.Index
        if first == UInt8(ascii: "[") {
            guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            host = bytes.index(after: bytes.startIndex)..<bracket
            rest = bytes.index(after: bracket)
            guard bytes[host].contains(UInt8(ascii: ":")), bytes[host].allSatisfy(Self.isAddressByte) else {
                return nil
            }
        } else {
            // Nobody but a proxy is given credentials here, and they belong in no trace: "@" is in no name.
            rest = bytes.firstIndex { !Self.isNameByte($0) } ?? bytes.endIndex
            host = bytes.startIndex..<rest
            guard !host.isEmpty else { return nil }
        }

        var digits = bytes[rest...]
        if digits.isEmpty {
            port = nil
        } else {
            guard digits.removeFirst() == UInt8(ascii: ":") else { return nil }
            if digits.isEmpty {
                port = nil
            } else {
                guard let number = Self.port(digits) else { return nil }
                port = number
            }
        }
        // Beyond ASCII there are control characters too, U+0080 to U+009F, and U+FFFD stands for bytes that are no text.
        if bytes[host].contains(where: { $0 >= 0x80 }) {
            guard
                !text.unicodeScalars[host].contains(where: { $0.value <= 0x9F && $0.value >= 0x80 || $0 == "\u{FFFD}" })
            else { return nil }
        }
        self.host = String(text[host])
    }

    /// A port in decimal digits; `nil` for anything else, and for 0.
    static func port(_ digits: some Collection<UInt8>) -> Int? {
        guard (1...5).contains(digits.count) else { return nil }
        var number = 0
        for digit in digits {
            guard digit.isDigit else { return nil }
            number = number * 10 + Int(digit - 0x30)
        }
        return (1...65_535).contains(number) ? number : nil
    }

    /// Hexadecimal digits, colons, the dots of an embedded IPv4 address and the characters of a zone.
    private static func isAddressByte(_ byte: UInt8) -> Bool {
        isNameByte(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "%")
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte.isUnreserved || byte >= 0x80
    }
}
