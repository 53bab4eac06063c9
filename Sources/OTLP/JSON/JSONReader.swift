/// Reads JSON, strictly as RFC 8259 defines it, from bytes that somebody else keeps.
///
/// Every read compares `position` with the bytes' end before it loads. Text that is not valid UTF-8, and halves of
/// surrogate pairs, are repaired with U+FFFD.
struct JSONReader {
    private let bytes: UnsafeRawBufferPointer

    /// Where the next byte is read.
    private(set) var position = 0

    var budget: MemoryBudget

    init(_ bytes: UnsafeRawBufferPointer, budget: MemoryBudget) {
        self.bytes = bytes
        self.budget = budget
    }

    /// The error that says what is wrong where the reader stands.
    func invalid(_ reason: String) -> OTLPError {
        .invalidJSON(offset: position, reason: reason)
    }

    // MARK: Structure

    @inline(__always)
    private var next: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    var isAtString: Bool { next == UInt8(ascii: "\"") }

    @inline(__always)
    mutating func skipWhitespace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position &+= 1 }
    }

    /// Passes over `character`, with the whitespace before and behind it, if it is next.
    @inline(__always)
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipWhitespace()
        guard let byte = next, byte == UInt8(truncatingIfNeeded: character.value) else { return false }
        position &+= 1
        skipWhitespace()
        return true
    }

    @inline(__always)
    mutating func expect(_ character: Unicode.Scalar) throws(OTLPError) {
        guard take(character) else { throw invalid("expected '\(character)'") }
    }

    /// Passes over `null` if it is next.
    @inline(__always)
    mutating func takeNull() throws(OTLPError) -> Bool {
        guard next == UInt8(ascii: "n") else { return false }
        try literal("null")
        return true
    }

    mutating func expectEnd() throws(OTLPError) {
        skipWhitespace()
        guard position == bytes.count else { throw invalid("something follows the value") }
    }

    private mutating func literal(_ literal: StaticString) throws(OTLPError) {
        let count = literal.utf8CodeUnitCount
        guard bytes.count &- position >= count else { throw invalid("expected a value") }
        for index in 0..<count where bytes[position &+ index] != literal.utf8Start[index] {
            throw invalid("expected a value")
        }
        position &+= count
    }

    /// Passes over a value of any kind, checking that it is JSON.
    mutating func skipValue(depth: Int, maxDepth: Int) throws(OTLPError) {
        switch next {
        case UInt8(ascii: "{"):
            guard depth < maxDepth else { throw .tooDeep(limit: maxDepth) }
            try expect("{")
            if take("}") { return }
            repeat {
                _ = try text()
                try expect(":")
                try skipValue(depth: depth &+ 1, maxDepth: maxDepth)
            } while take(",")
            try expect("}")
        case UInt8(ascii: "["):
            guard depth < maxDepth else { throw .tooDeep(limit: maxDepth) }
            try expect("[")
            if take("]") { return }
            repeat {
                try skipValue(depth: depth &+ 1, maxDepth: maxDepth)
            } while take(",")
            try expect("]")
        case UInt8(ascii: "\""): _ = try text()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default: _ = try number()
        }
    }

    // MARK: Strings

    /// A string's contents: as they lie in the bytes, or apart when they had escapes.
    enum Text {
        case plain(UnsafeRawBufferPointer)
        case unescaped([UInt8])

        @inline(__always)
        func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
            switch self {
            case .plain(let bytes): body(bytes)
            case .unescaped(let bytes): bytes.withUnsafeBytes(body)
            }
        }
    }

    mutating func text() throws(OTLPError) -> Text {
        guard isAtString else { throw invalid("expected a string") }
        let start = position &+ 1
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                position = index &+ 1
                return .plain(UnsafeRawBufferPointer(rebasing: bytes[start..<index]))
            }
            if byte == UInt8(ascii: "\\") { return .unescaped(try escapedText(from: start)) }
            guard byte >= 0x20 else { break }
            index &+= 1
        }
        position = index
        throw invalid(index < bytes.count ? "a control character in a string" : "a string that does not end")
    }

    private mutating func escapedText(from start: Int) throws(OTLPError) -> [UInt8] {
        position = start
        var text: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position &+= 1
                return text
            case UInt8(ascii: "\\"):
                position &+= 1
                try escape(to: &text)
            case 0x20...:
                text.append(byte)
                position &+= 1
            default:
                throw invalid("a control character in a string")
            }
        }
        throw invalid("a string that does not end")
    }

    private mutating func escape(to text: inout [UInt8]) throws(OTLPError) {
        guard let byte = next else { throw invalid("a string that does not end") }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            position &+= 1
            text.append(contentsOf: String(try escapedScalar()).utf8)
            return
        default: throw invalid("no such escape")
        }
        position &+= 1
    }

    /// Reads what follows `\u`, and the second half of a surrogate pair if there is one.
    private mutating func escapedScalar() throws(OTLPError) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        let first = try fourDigits()
        guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) ?? replacement }
        let afterFirst = position
        guard next == UInt8(ascii: "\\") else { return replacement }
        position &+= 1
        if next == UInt8(ascii: "u") {
            position &+= 1
            let second = try fourDigits()
            if UTF16.isTrailSurrogate(second) {
                let offset = UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF)
                return Unicode.Scalar(0x10000 &+ offset) ?? replacement
            }
        }
        position = afterFirst
        return replacement
    }

    private mutating func fourDigits() throws(OTLPError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Hexadecimal.value(byte) else {
                throw invalid("expected four hexadecimal digits")
            }
            value = value << 4 | UInt16(digit)
            position &+= 1
        }
        return value
    }

    mutating func string() throws(OTLPError) -> String {
        let text = try text()
        try budget.spend(onString: text.withBytes { $0.count })
        return text.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// A string that stands for bytes.
    mutating func bytes(
        as name: StaticString,
        _ decode: (UnsafeRawBufferPointer) -> [UInt8]?
    ) throws(OTLPError) -> [UInt8] {
        let text = try text()
        try budget.spend(onBytes: text.withBytes { $0.count })
        guard let bytes = text.withBytes(decode) else { throw invalid("a string that is not \(name)") }
        return bytes
    }

    // MARK: Numbers and truth values

    mutating func bool() throws(OTLPError) -> Bool {
        switch next {
        case UInt8(ascii: "t"):
            try literal("true")
            return true
        case UInt8(ascii: "f"):
            try literal("false")
            return false
        default:
            throw invalid("expected true or false")
        }
    }

    private mutating func number() throws(OTLPError) -> JSONNumber {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[position...])
        guard let number = JSONNumber(prefixOf: rest) else { throw invalid("expected a value") }
        position &+= number.text.count
        return number
    }

    /// A number, or a string that holds one, of an integer: `12`, `"12"`, `1.2e1`.
    mutating func integer<Value: FixedWidthInteger>() throws(OTLPError) -> Value {
        let value: Value?
        if isAtString {
            value = try text().withBytes { JSONNumber($0)?.integer() }
        } else {
            value = try number().integer()
        }
        guard let value else { throw invalid("expected an integer of \(Value.bitWidth) bits") }
        return value
    }

    /// A number, or a string that holds one or the name of what JSON has no numbers for.
    mutating func double() throws(OTLPError) -> Double {
        let value: Double?
        if isAtString {
            value = try text().withBytes { text in
                switch String(decoding: text.prefix(16), as: UTF8.self) {
                case "NaN": .nan
                case "Infinity": .infinity
                case "-Infinity": -.infinity
                default: JSONNumber(text)?.double()
                }
            }
        } else {
            value = try number().double()
        }
        guard let value else { throw invalid("expected a number of 64 bits") }
        return value
    }
}
