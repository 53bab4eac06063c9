/// Reads the first words of a statement: past blanks, comments and semicolons, keywords in any case, and quoted names.
struct SQLWords {
    private let text: UnsafeRawBufferPointer
    private var position = 0

    init(_ text: UnsafeRawBufferPointer) {
        self.text = text
    }

    /// The next word in lower case; `nil` if the text ends or what comes is no word.
    mutating func nextKeyword() -> String? {
        skipBlanks()
        let start = position
        while let byte = current, byte.isWordByte { position += 1 }
        guard position > start else { return nil }
        return String(decoding: text[start..<position].lazy.map(\.lowercased), as: UTF8.self)
    }

    /// The next word, if it starts with one of `initials`: nearly all statements do not, and are passed by at no cost.
    mutating func nextKeyword(startingWith initials: StaticString) -> String? {
        skipBlanks()
        guard let byte = current, initials.withUTF8Buffer({ $0.contains(byte) }) else { return nil }
        return nextKeyword()
    }

    /// The next name, without its quotes and in lower case, in which SQLite compares savepoints' names (ASCII only).
    ///
    /// - Parameter noise: A keyword that may come before it.
    mutating func nextName(after noise: String? = nil) -> String? {
        skipBlanks()
        guard let quote = current else { return nil }
        let end: UInt8
        switch quote {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): end = quote
        case UInt8(ascii: "["): end = UInt8(ascii: "]")
        default:
            let word = nextKeyword()
            return word != nil && word == noise ? nextName() ?? word : word
        }
        position += 1
        var name: [UInt8] = []
        while let byte = current {
            position += 1
            if byte == end {
                guard current == end, end != UInt8(ascii: "]") else { break }
                position += 1  // A doubled quote is one.
            }
            name.append(byte.lowercased)
        }
        return String(decoding: name, as: UTF8.self)
    }

    private var current: UInt8? {
        position < text.count ? text[position] : nil
    }

    private mutating func skipBlanks() {
        while let byte = current {
            if byte.isBlank || byte == UInt8(ascii: ";") {
                position += 1
            } else if starts(with: "--") {
                while let byte = current, byte != UInt8(ascii: "\n") { position += 1 }
            } else if starts(with: "/*") {
                position += 2
                while current != nil, !starts(with: "*/") { position += 1 }
                position = min(position + 2, text.count)
            } else {
                return
            }
        }
    }

    private func starts(with pair: StaticString) -> Bool {
        position + 1 < text.count && text[position] == pair.utf8Start[0] && text[position + 1] == pair.utf8Start[1]
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || (9...13).contains(self) }

    fileprivate var lowercased: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
