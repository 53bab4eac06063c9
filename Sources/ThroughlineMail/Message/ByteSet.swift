/// A set of ASCII bytes, asked with two instructions.
struct ByteSet: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ members: some Sequence<UInt8>) {
        for member in members { insert(member) }
    }

    private mutating func insert(_ byte: UInt8) {
        if byte < 64 { low |= 1 << UInt64(byte) } else if byte < 128 { high |= 1 << UInt64(byte - 64) }
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        guard byte < 128 else { return false }
        return ((byte < 64 ? low : high) >> UInt64(byte & 63)) & 1 != 0
    }

    func union(_ other: ByteSet) -> ByteSet {
        var union = self
        union.low |= other.low
        union.high |= other.high
        return union
    }
}

extension ByteSet {
    static let letters = ByteSet("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
    static let digits = ByteSet("0123456789".utf8)

    /// What an atom is made of. RFC 5322, section 3.2.3.
    static let atom = letters.union(digits).union(ByteSet("!#$%&'*+-/=?^_`{|}~".utf8))

    /// What a field's name is made of. RFC 5322, section 2.2.
    static let fieldName = ByteSet((33...126).filter { $0 != UInt8(ascii: ":") })

    /// What a token of MIME, such as a type or a parameter's name, is made of. RFC 2045, section 5.1.
    static let token = ByteSet((33...126).filter { !"()<>@,;:\\\"/[]?=".utf8.contains($0) })

    /// What stands for itself in an extended parameter. RFC 2231, section 7.
    static let attribute = ByteSet((33...126).filter { !"()<>@,;:\\\"/[]?=*'%".utf8.contains($0) })

    /// What stands for itself in an encoded word of a display name, and so in all. RFC 2047, section 5 (3).
    static let encodedWord = letters.union(digits).union(ByteSet("!*+-/".utf8))

    /// What the label of a host's name is made of. RFC 5321, section 4.1.2.
    static let hostLabel = letters.union(digits).union(ByteSet("-".utf8))

    /// What stands between the brackets of an address literal here: an IPv4 or IPv6 address with its tag.
    static let addressLiteral = letters.union(digits).union(ByteSet(".:-".utf8))
}
