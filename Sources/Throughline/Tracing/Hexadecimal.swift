extension UInt64 {
    /// Reads at most 16 hexadecimal digits of either case, and nothing else: no sign, no prefix.
    init?(hexDigits: some Sequence<UInt8>) {
        var value: UInt64 = 0
        for character in hexDigits {
            let digit: UInt8
            switch character {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character &- UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = character &- UInt8(ascii: "a") &+ 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = character &- UInt8(ascii: "A") &+ 10
            default: return nil
            }
            value = value << 4 | UInt64(digit)
        }
        self = value
    }

    /// 16 lower-case hexadecimal digits.
    var hexDigits: String {
        String(unsafeUninitializedCapacity: 16) { buffer in
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: self >> (60 &- UInt64(index) &* 4)) & 0xF
                buffer[index] = digit < 10 ? UInt8(ascii: "0") &+ digit : UInt8(ascii: "a") &+ digit &- 10
            }
            return 16
        }
    }
}
