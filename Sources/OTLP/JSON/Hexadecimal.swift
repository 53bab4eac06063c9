/// Base 16, in which trace and span ids are written for people and in JSON.
package enum Hexadecimal {
    /// Appends `bytes` in lower case.
    static func encode(_ bytes: [UInt8], to text: inout [UInt8]) {
        for byte in bytes {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 0xF))
        }
    }

    /// The bytes that `text`, in either case, stands for; `nil` when it is not hexadecimal.
    static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        guard text.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        for index in stride(from: 0, to: text.count, by: 2) {
            guard let high = value(text[index]), let low = value(text[index &+ 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    /// The digit for 0 to 15.
    static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "a") &+ value &- 10
    }

    /// What a digit stands for; `nil` when it is none.
    static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit &- UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit &- UInt8(ascii: "a") &+ 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit &- UInt8(ascii: "A") &+ 10
        default: nil
        }
    }
}

extension UInt64 {
    /// Reads at most 16 hexadecimal digits of either case, and nothing else: no sign, no prefix.
    package init?(hexDigits: some Sequence<UInt8>) {
        var value: UInt64 = 0
        for character in hexDigits {
            guard let digit = Hexadecimal.value(character) else { return nil }
            value = value << 4 | UInt64(digit)
        }
        self = value
    }

    /// 16 lower-case hexadecimal digits.
    package var hexDigits: String {
        String(unsafeUninitializedCapacity: 16) { buffer in
            for index in 0..<16 {
                let nibble = UInt8(truncatingIfNeeded: self >> (60 &- UInt64(index) &* 4)) & 0xF
                buffer[index] = Hexadecimal.digit(nibble)
            }
            return 16
        }
    }
}

extension [UInt8] {
    /// Two lower-case hexadecimal digits a byte.
    package var hexDigits: String {
        String(unsafeUninitializedCapacity: count * 2) { buffer in
            for (index, byte) in enumerated() {
                buffer[index * 2] = Hexadecimal.digit(byte >> 4)
                buffer[index * 2 + 1] = Hexadecimal.digit(byte & 0xF)
            }
            return count * 2
        }
    }
}
