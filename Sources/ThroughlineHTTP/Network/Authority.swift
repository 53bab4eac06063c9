/// The server that a request was meant for: the `Host` header, or `:authority` (RFC 3986, section 3.2).
struct Authority: Equatable {
    /// A name, an IPv4 address, or an IPv6 address without its brackets.
    let host: String
    /// The port; `nil` where the authority leaves it to the scheme.
    let port: Int?

    /// `nil` for what is not an authority: the client wrote it, so it can be anything.
    init?(_ text: String) {
        let bytes = text.utf8
        // Nobody but a proxy is given credentials here, and they belong in no trace.
        guard !bytes.isEmpty, bytes.count <= 261, !bytes.contains(UInt8(ascii: "@")) else { return nil }

        // Bytes are looked for, not characters: they are what the grammar is made of, and with a combining mark behind it, a
        // ":" is another character.
        let host: Substring
        let rest: Substring.UTF8View
        if bytes.first == UInt8(ascii: "[") {
            guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            host = text[bytes.index(after: bytes.startIndex)..<bracket]
            rest = bytes[bytes.index(after: bracket)...]
            guard host.utf8.contains(UInt8(ascii: ":")), host.utf8.allSatisfy(Self.isAddressByte) else { return nil }
        } else {
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
            host = text[..<colon]
            rest = bytes[colon...]
            guard !host.isEmpty, host.utf8.allSatisfy(Self.isNameByte) else { return nil }
        }

        switch (rest.first, rest.dropFirst()) {
        case (nil, _):
            port = nil
        case (UInt8(ascii: ":"), let digits):
            var number = 0
            for digit in digits {
                guard (0x30...0x39).contains(digit) else { return nil }
                number = number * 10 + Int(digit - 0x30)
                guard number <= 65_535 else { return nil }
            }
            guard number > 0 || digits.isEmpty else { return nil }
            port = digits.isEmpty ? nil : number
        default:
            return nil
        }
        self.host = String(host)
    }

    /// Hexadecimal digits, colons, the dots of an embedded IPv4 address and the characters of a zone.
    private static func isAddressByte(_ byte: UInt8) -> Bool {
        isNameByte(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "%")
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), 0x80...:
            true
        default: false
        }
    }
}
