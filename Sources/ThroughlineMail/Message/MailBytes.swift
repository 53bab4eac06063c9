extension UInt8 {
    @inline(__always)
    var isLineEnd: Bool { self == UInt8(ascii: "\n") || self == UInt8(ascii: "\r") }

    /// The digit, in upper case, of the low four bits.
    var hexDigit: UInt8 {
        let value = self & 0x0F
        return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}

extension UnsafeBufferPointer<UInt8> {
    @inline(__always)
    func isCRLF(at index: Int) -> Bool {
        self[index] == UInt8(ascii: "\r") && index + 1 < count && self[index + 1] == UInt8(ascii: "\n")
    }

    /// Whether `From ` stands here.
    @inline(__always)
    func isFrom(at index: Int) -> Bool {
        self[index] == UInt8(ascii: "F") && index + 4 < count && self[index + 1] == UInt8(ascii: "r")
            && self[index + 2] == UInt8(ascii: "o") && self[index + 3] == UInt8(ascii: "m")
            && self[index + 4] == UInt8(ascii: " ")
    }

    var isUTF8: Bool { String(validating: self, as: UTF8.self) != nil }
}
