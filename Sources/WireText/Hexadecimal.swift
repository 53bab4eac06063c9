extension UInt64 {
    /// Reads at most 16 hexadecimal digits of either case, and nothing else: no sign, no prefix.
    package init?(hexadecimal digits: some Collection<UInt8>) {
        var value: UInt64 = 0
        for digit in digits {
            guard let digit = digit.hexValue else { return nil }
            value = value << 4 | UInt64(digit)
        }
        self = value
    }

    /// 16 lower-case hexadecimal digits.
    package var hexadecimal: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension Sequence<UInt8> {
    /// Two lower-case hexadecimal digits a byte.
    package var hexadecimal: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
