/// Reads a text of SQL from one parameter to the next, and the literals that SQLite writes in their place.
///
/// It finds parameters exactly where SQLite does, which takes `:a('b')` for one with an odd name. The tokenizer of ThroughlineSQL
/// does not, and must not: it would take literals in parentheses for a name, and leave them in recorded texts.
struct SQLBytes {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    struct Parameter {
        let start: Int
        let prefix: UInt8
        /// What follows the prefix: a name, a number, or nothing.
        let name: String
    }

    /// A value as SQLite writes it.
    enum Literal {
        case null
        case text(String)

        var text: String? {
            switch self {
            case .null: nil
            case .text(let text): text
            }
        }
    }

    /// Moves over as many bytes; `false` if there are not so many.
    mutating func skip(_ count: Int) -> Bool {
        guard count <= bytes.count - position else { return false }
        position += count
        return true
    }

    /// The text up to the first semicolon: not one in a string, a quoted name or a comment.
    mutating func firstStatement() -> String {
        while let byte = current, byte != UInt8(ascii: ";") {
            if !skipOpaque() { position += 1 }
        }
        return String(decoding: bytes[..<position], as: UTF8.self)
    }

    /// Moves over a string, a quoted name or a comment; `false` if there is none at this place.
    private mutating func skipOpaque() -> Bool {
        switch current {
        case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
            skipQuoted(until: bytes[position])
        case UInt8(ascii: "["):
            skipQuoted(until: UInt8(ascii: "]"))
        case UInt8(ascii: "-") where following == current:
            skip(while: { $0 != UInt8(ascii: "\n") })
        case UInt8(ascii: "/") where following == UInt8(ascii: "*"):
            skipComment()
        default:
            return false
        }
        return true
    }

    /// The next parameter: not one in a string, a quoted name or a comment.
    mutating func nextParameter() -> Parameter? {
        while let byte = current {
            if skipOpaque() { continue }
            switch byte {
            case UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "$"):
                let start = position
                position += 1
                let name = byte == UInt8(ascii: "?") ? word(\.isDigit) : parameterName()
                // A colon alone is no parameter.
                if byte == UInt8(ascii: "?") || !name.isEmpty {
                    return Parameter(start: start, prefix: byte, name: name)
                }
            default:
                if byte.isWordByte { skip(while: \.isWordByte) } else { position += 1 }
            }
        }
        return nil
    }

    /// A value at this place; `nil` if there is none.
    mutating func literal() -> Literal? {
        switch current {
        case UInt8(ascii: "'"):
            return .text(string())
        case UInt8(ascii: "x") where following == UInt8(ascii: "'"):
            position += 1
            return .text("<\(string().utf8.count / 2) bytes>")
        case UInt8(ascii: "z"):
            skip(while: { $0 != UInt8(ascii: ")") })
            position = min(position + 1, bytes.count)
            return .text("<zeros>")
        case UInt8(ascii: "N"):
            return skip(4) ? .null : nil
        default:
            let number = number()
            return number.isEmpty ? nil : .text(number)
        }
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }
    private var following: UInt8? { position + 1 < bytes.count ? bytes[position + 1] : nil }

    private mutating func skip(while isMeant: (UInt8) -> Bool) {
        while let byte = current, isMeant(byte) { position += 1 }
    }

    private mutating func skipQuoted(until end: UInt8) {
        position += 1
        skip(while: { $0 != end })  // A doubled quote ends one string and begins the next.
        position = min(position + 1, bytes.count)
    }

    private mutating func skipComment() {
        position += 2
        while current != nil, !(current == UInt8(ascii: "*") && following == UInt8(ascii: "/")) { position += 1 }
        position = min(position + 2, bytes.count)
    }

    private mutating func word(_ isMeant: (UInt8) -> Bool) -> String {
        let start = position
        skip(while: isMeant)
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// A name of Tcl, which SQLite takes too: `a`, `a::b`, `a(b)`.
    private mutating func parameterName() -> String {
        let start = position
        while let byte = current {
            if byte.isWordByte {
                position += 1
            } else if byte == UInt8(ascii: ":"), following == byte {
                position += 2
            } else if byte == UInt8(ascii: "("), position > start {
                skip(while: { $0 > 0x20 && $0 != UInt8(ascii: ")") })
                if current == UInt8(ascii: ")") { position += 1 }
                break
            } else {
                break
            }
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func string() -> String {
        let quote = UInt8(ascii: "'")
        var content: [UInt8] = []
        position += 1
        while let byte = current {
            position += 1
            if byte == quote {
                guard current == quote else { break }
                position += 1
            }
            content.append(byte)
        }
        return String(decoding: content, as: UTF8.self)
    }

    /// `-12`, `1.5`, `1.0e-10`, `-Inf`.
    private mutating func number() -> String {
        let start = position
        if current == UInt8(ascii: "-") { position += 1 }
        if current == UInt8(ascii: "I") { _ = skip(3) }
        skip(while: { $0.isDigit || $0 == UInt8(ascii: ".") })
        if position > start, current == UInt8(ascii: "e") {
            position += 1
            if current == UInt8(ascii: "-") || current == UInt8(ascii: "+") { position += 1 }
            skip(while: \.isDigit)
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// As SQLite has it: every byte that is not ASCII can stand in a name.
    var isWordByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
            true
        default: false
        }
    }
}
