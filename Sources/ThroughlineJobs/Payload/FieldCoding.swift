// Numbered fields of bytes: a field that a reader does not know is skipped, so that workers of an older release can run the
// jobs of a newer one, and the other way round.

struct FieldWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ field: UInt8, _ value: some Collection<UInt8>) {
        bytes.append(field)
        bytes.appendVarint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    mutating func write(_ field: UInt8, _ value: String?) {
        if let value { write(field, value.utf8) }
    }

    /// A field for each pair, in the order of the keys.
    mutating func write(_ field: UInt8, _ pairs: [String: String]) {
        for (key, value) in pairs.sorted(by: { $0.key < $1.key }) {
            var pair = FieldWriter()
            pair.write(1, key)
            pair.write(2, value)
            write(field, pair.bytes)
        }
    }

    /// Numbers that are 0 are not written.
    mutating func write(_ field: UInt8, _ value: Int64) {
        if value != 0 { write(field, present: value) }
    }

    /// A number that means something by being there.
    mutating func write(_ field: UInt8, present value: Int64?) {
        guard let value else { return }
        var digits: [UInt8] = []
        digits.appendVarint(UInt64(bitPattern: value))
        write(field, digits)
    }
}

struct FieldReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    /// The next field; `nil` at the end.
    mutating func next() throws(MessageError) -> (field: UInt8, value: ArraySlice<UInt8>)? {
        guard let field = rest.popFirst() else { return nil }
        guard let count = rest.popVarint(), count <= UInt64(rest.count) else { throw .malformed }
        let value = rest.prefix(Int(count))
        rest = rest.dropFirst(Int(count))
        return (field, value)
    }
}

extension ArraySlice<UInt8> {
    mutating func popVarint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            guard let byte = popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }

    var text: String { String(decoding: self, as: UTF8.self) }

    var number: Int64 {
        var copy = self
        return Int64(bitPattern: copy.popVarint() ?? 0)
    }
}

extension [UInt8] {
    mutating func appendVarint(_ value: UInt64) {
        var value = value
        while value >= 0x80 {
            append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        append(UInt8(truncatingIfNeeded: value))
    }
}
