/// A number as JSON writes it: `-12.5e+3`. It stays text until its type is known, so that no integer loses digits.
struct JSONNumber {
    /// All of it.
    let text: UnsafeRawBufferPointer

    private let isNegative: Bool

    /// The digits before and behind the point, which may lie between them.
    private let digits: UnsafeRawBufferPointer

    /// How many of the digits are behind the point.
    private let fractionDigits: Int

    /// The exponent; of absurdly large ones, some that is large enough.
    private let exponent: Int

    /// The number that `text` is; `nil` when it is none.
    init?(_ text: UnsafeRawBufferPointer) {
        self.init(prefixOf: text)
        guard self.text.count == text.count else { return nil }
    }

    /// The number that `bytes` begin with; `nil` when they begin with something else.
    init?(prefixOf bytes: UnsafeRawBufferPointer) {
        var position = 0

        func isNext(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
            guard position < bytes.count else { return false }
            let byte = UInt32(bytes[position])
            return byte == first.value || byte == second.value
        }
        func skipDigits() -> Int {
            let start = position
            while position < bytes.count, Self.isDigit(bytes[position]) { position &+= 1 }
            return position &- start
        }

        isNegative = isNext("-", "-")
        if isNegative { position &+= 1 }
        let start = position
        let leadsWithZero = isNext("0", "0")
        let integerDigits = skipDigits()
        guard integerDigits == 1 || integerDigits > 1 && !leadsWithZero else { return nil }
        var fractionDigits = 0
        if isNext(".", ".") {
            position &+= 1
            fractionDigits = skipDigits()
            guard fractionDigits > 0 else { return nil }
        }
        digits = UnsafeRawBufferPointer(rebasing: bytes[start..<position])
        self.fractionDigits = fractionDigits
        var exponent = 0
        if isNext("e", "E") {
            position &+= 1
            let isBelowOne = isNext("-", "-")
            if isNext("+", "-") { position &+= 1 }
            let start = position
            guard skipDigits() > 0 else { return nil }
            for digit in bytes[start..<position] where exponent < 1 << 40 {
                exponent = exponent &* 10 &+ Int(digit &- UInt8(ascii: "0"))
            }
            if isBelowOne { exponent = -exponent }
        }
        self.exponent = exponent
        text = UnsafeRawBufferPointer(rebasing: bytes[..<position])
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    /// The number if it is an integer, in whatever form, and `Value` has it.
    func integer<Value: FixedWidthInteger>() -> Value? {
        var magnitude: UInt64 = 0
        var left = digits.count &- (fractionDigits > 0 ? 1 : 0) &- fractionDigits &+ exponent
        for byte in digits where Self.isDigit(byte) {
            let digit = UInt64(byte &- UInt8(ascii: "0"))
            if left > 0 {
                guard Self.append(digit, to: &magnitude) else { return nil }
            } else if digit != 0 {
                return nil
            }
            left &-= 1
        }
        while left > 0, magnitude > 0 {
            guard Self.append(0, to: &magnitude) else { return nil }
            left &-= 1
        }
        guard isNegative else { return Value(exactly: magnitude) }
        guard magnitude <= Int64.min.magnitude else { return nil }
        return Value(exactly: Int64(truncatingIfNeeded: 0 &- magnitude))
    }

    private static func append(_ digit: UInt64, to magnitude: inout UInt64) -> Bool {
        let (tens, overflow) = magnitude.multipliedReportingOverflow(by: 10)
        let (sum, carry) = tens.addingReportingOverflow(digit)
        magnitude = sum
        return !overflow && !carry
    }

    /// The nearest number that `Double` has; `nil` when that is infinite.
    func double() -> Double? {
        guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }
}
