/// Percent-encoding of text in header values, RFC 3986, section 2.1.
enum PercentEncoding {
    /// Decodes percent-encoded text.
    ///
    /// - Returns: `nil` if a percent sign is not followed by two hexadecimal digits. Bytes that are not UTF-8 become
    ///   U+FFFD, as W3C Baggage asks.
    static func decode(_ bytes: some Collection<UInt8>) -> String? {
        guard let decoded = Self.decodedBytes(bytes) else { return nil }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// Decodes percent-encoded text that has to be UTF-8.
    ///
    /// - Returns: `nil` if an escape is malformed or if the decoded bytes are not UTF-8.
    static func decodeStrictly(_ bytes: some Collection<UInt8>) -> String? {
        guard let decoded = Self.decodedBytes(bytes) else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }

    /// Appends text, with every byte escaped that the given test does not allow. The percent sign is always escaped.
    static func append(_ text: String, to bytes: inout [UInt8], allowing isAllowed: (UInt8) -> Bool) {
        for byte in text.utf8 {
            if byte != UInt8(ascii: "%"), isAllowed(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(Self.digit(byte >> 4))
                bytes.append(Self.digit(byte & 0x0f))
            }
        }
    }

    private static func decodedBytes(_ bytes: some Collection<UInt8>) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            guard let high = iterator.next()?.hexValue, let low = iterator.next()?.hexValue else { return nil }
            decoded.append(high << 4 | low)
        }
        return decoded
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
