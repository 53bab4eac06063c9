extension [UInt8] {
    /// Appends the low bits of a number, five to a character.
    mutating func append(base32 number: UInt64, bits: UInt64) {
        for shift in stride(from: bits, to: 0, by: -5) {
            let value = UInt8(truncatingIfNeeded: number >> (shift - 5) & 31)
            append(value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10)
        }
    }
}
