/// Percent-encoding of text in headers and URLs, RFC 3986, section 2.1.
package enum PercentEncoding {
    /// Decodes percent-encoded text.
    ///
    /// - Returns: `nil` if a percent sign is not followed by two hexadecimal digits. Bytes that are not UTF-8 become
    ///   U+FFFD, as W3C Baggage asks.
    @inlinable
    package static func decode(_ bytes: some Collection<UInt8>) -> String? {
        guard let decoded = decodedBytes(bytes, leniently: false) else { return nil }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// Decodes percent-encoded text that has to be UTF-8.
    ///
    /// - Returns: `nil` if an escape is malformed or if the decoded bytes are not UTF-8.
    @inlinable
    package static func decodeStrictly(_ bytes: some Collection<UInt8>) -> String? {
        guard let decoded = decodedBytes(bytes, leniently: false) else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }

    /// Decodes what there is to decode: a percent sign that two hexadecimal digits do not follow stands for itself, and
    /// bytes that are not UTF-8 become U+FFFD.
    package static func decodeLeniently(_ text: some StringProtocol) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")), let decoded = decodedBytes(text.utf8, leniently: true) else {
            return String(text)
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// The text with every byte escaped that is not allowed. The percent sign is always escaped.
    package static func encode(_ text: String, allowing isAllowed: (UInt8) -> Bool) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        append(text, to: &bytes, allowing: isAllowed)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends text, with every byte escaped that is not allowed. The percent sign is always escaped.
    @inlinable
    package static func append(_ text: String, to bytes: inout [UInt8], allowing isAllowed: (UInt8) -> Bool) {
        for byte in text.utf8 {
            if byte != UInt8(ascii: "%"), isAllowed(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digit(byte >> 4))
                bytes.append(digit(byte & 0x0f))
            }
        }
    }

    /// - Returns: `nil` if an escape is malformed, unless that is put up with.
    @usableFromInline
    static func decodedBytes(_ bytes: some Collection<UInt8>, leniently: Bool) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            if digits.count == 2, let high = digits.first?.hexValue, let low = digits.dropFirst().first?.hexValue {
                decoded.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else if leniently {
                decoded.append(byte)
            } else {
                return nil
            }
        }
        return decoded
    }

    @usableFromInline
    static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
