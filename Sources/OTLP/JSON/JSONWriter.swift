/// Appends JSON (RFC 8259) to a buffer. Whether commas and brackets match is the caller's business.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(1024)
    }

    @inline(__always)
    mutating func punctuation(_ character: Unicode.Scalar) {
        bytes.append(UInt8(truncatingIfNeeded: character.value))
    }

    /// A member's name, and a colon. Names are those of `.proto` fields: nothing in them needs an escape.
    @inline(__always)
    mutating func name(_ name: StaticString) {
        punctuation("\"")
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        punctuation("\"")
        punctuation(":")
    }

    /// A string of characters that need no escapes.
    @inline(__always)
    mutating func quoted(_ body: (inout [UInt8]) -> Void) {
        punctuation("\"")
        body(&bytes)
        punctuation("\"")
    }

    mutating func string(_ value: String) {
        var value = value
        value.withUTF8 { text in
            punctuation("\"")
            var copied = 0
            for index in 0..<text.count where needsEscape(text[index]) {
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[copied..<index]))
                escape(text[index])
                copied = index &+ 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[copied...]))
            punctuation("\"")
        }
    }

    @inline(__always)
    private func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ byte: UInt8) {
        punctuation("\\")
        switch byte {
        case UInt8(ascii: "\n"): punctuation("n")
        case UInt8(ascii: "\r"): punctuation("r")
        case UInt8(ascii: "\t"): punctuation("t")
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        default:
            bytes.append(contentsOf: "u00".utf8)
            Hexadecimal.encode([byte], to: &bytes)
        }
    }

    /// Integers of 64 bits become strings, as proto3's JSON has it: not every reader's numbers hold them.
    mutating func integer<Value: FixedWidthInteger>(_ value: Value) {
        if Value.bitWidth == 64 {
            quoted { Self.append(value, to: &$0) }
        } else {
            Self.append(value, to: &bytes)
        }
    }

    private static func append<Value: FixedWidthInteger>(_ value: Value, to bytes: inout [UInt8]) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = UInt64(truncatingIfNeeded: value.magnitude)
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    /// The shortest digits that read back as the same number; strings for what JSON has no numbers for.
    mutating func double(_ value: Double) {
        if value.isFinite {
            bytes.append(contentsOf: value.description.utf8)
        } else {
            let name = value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
            quoted { $0.append(contentsOf: name.utf8) }
        }
    }

    mutating func bool(_ value: Bool) {
        bytes.append(contentsOf: value ? "true".utf8 : "false".utf8)
    }
}
