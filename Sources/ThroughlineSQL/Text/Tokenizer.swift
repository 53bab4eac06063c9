/// Reads a text of SQL, byte by byte and once.
///
/// Every byte belongs to one token, whatever the text is: what is never closed goes on to the end, what is not understood is a
/// symbol. UTF-8 needs no decoding for that, since all that means something is ASCII; any other byte is a letter.
struct Tokenizer {
    let bytes: UnsafeBufferPointer<UInt8>
    let dialect: SQLDialect
    private(set) var position: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, dialect: SQLDialect) {
        self.bytes = bytes
        self.dialect = dialect
        position = 0
    }

    /// The next token; `nil` at the end.
    mutating func next() -> Token? {
        guard position < bytes.count else { return nil }
        let token = read()
        position = token.end
        return token
    }

    /// The byte at an index, or 0 beyond the end.
    @inline(__always)
    func byte(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

    private func read() -> Token {
        let start = position
        let first = bytes[start]
        switch first {
        case 0...0x20: return whitespace(from: start)
        case ASCII.a...ASCII.z, ASCII.upperA...ASCII.upperZ, ASCII.underscore, 0x80...: return word(from: start)
        case ASCII.zero...ASCII.nine: return number(from: start)
        case ASCII.quote: return string(from: start, quote: start, escapes: dialect.hasBackslashEscapes)
        case ASCII.doubleQuote:
            return dialect.quotesStringsDoubly
                ? string(from: start, quote: start, escapes: true)
                : quoted(.quotedName, from: start, quote: start)
        case ASCII.dot: return byte(start + 1).isDigit ? number(from: start) : symbol(from: start)
        case ASCII.dash where byte(start + 1) == ASCII.dash && isDashComment(start): return lineComment(from: start)
        case ASCII.slash where byte(start + 1) == ASCII.asterisk: return blockComment(from: start)
        case ASCII.hash: return hash(from: start)
        case ASCII.backtick where dialect.quotesNamesWithBackticks:
            return quoted(.quotedName, from: start, quote: start)
        case ASCII.openBracket where dialect.quotesNamesWithBrackets: return bracketed(from: start)
        case ASCII.question, ASCII.colon, ASCII.at, ASCII.dollar: return marker(from: start)
        default: return symbol(from: start)
        }
    }

    func symbol(from start: Int, length: Int = 1) -> Token {
        Token(kind: .symbol, start: start, end: start + length)
    }

    private func whitespace(from start: Int) -> Token {
        Token(kind: .whitespace, start: start, end: end(from: start + 1) { $0 <= 0x20 })
    }

    /// The first index from which on bytes are not as wanted.
    @inline(__always)
    func end(from start: Int, while isWanted: (UInt8) -> Bool) -> Int {
        var index = start
        while index < bytes.count, isWanted(bytes[index]) { index += 1 }
        return index
    }
}

// MARK: - Words and numbers

extension Tokenizer {
    func isWordByte(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte == ASCII.dollar
            || (byte == ASCII.hash && (dialect == .transactSQL || dialect == .oracle))
            || (byte == ASCII.at && dialect == .transactSQL)
    }

    private func word(from start: Int) -> Token {
        if start == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            return Token(kind: .whitespace, start: 0, end: 3)  // a byte order mark
        }
        if let money = money(from: start) { return money }
        let end = end(from: start + 1, while: isWordByte)
        return prefixedString(from: start, wordEnd: end) ?? Token(kind: .word, start: start, end: end)
    }

    /// `N'…'`, `X'…'`, `B'…'`, `E'…'`, `U&'…'` and Oracle's `q'[…]'`.
    private func prefixedString(from start: Int, wordEnd end: Int) -> Token? {
        let length = end - start
        guard length <= 2 else { return nil }
        let next = byte(end)
        guard next == ASCII.quote || next == ASCII.ampersand else { return nil }
        let first = bytes[start].lowercased
        if length == 1, next == ASCII.ampersand {
            guard first == ASCII.u, dialect == .postgresql || dialect == .standard else { return nil }
            switch byte(end + 1) {
            case ASCII.quote: return string(from: start, quote: end + 1, escapes: false)
            case ASCII.doubleQuote: return quoted(.quotedName, from: start, quote: end + 1)
            default: return nil
            }
        }
        guard next == ASCII.quote else { return nil }
        if dialect == .oracle, bytes[end - 1].lowercased == ASCII.q, length == 1 || first == ASCII.n {
            return alternativeString(from: start, quote: end)
        }
        guard length == 1 else { return nil }
        switch first {
        case ASCII.n: return string(from: start, quote: end, escapes: dialect.hasBackslashEscapes)
        case ASCII.x, ASCII.b: return string(from: start, quote: end, escapes: false)
        case ASCII.e where dialect == .postgresql: return continuedString(from: start, quote: end)
        default: return nil
        }
    }

    /// A number with whatever is glued to it: digits never show because a suffix was not known.
    func number(from start: Int) -> Token {
        let isHexadecimal = bytes[start] == ASCII.zero && byte(start + 1).lowercased == ASCII.x
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte.isLetter || byte.isDigit {
                index += 1
            } else if byte == ASCII.dot, self.byte(index + 1) != ASCII.dot {
                index += 1
            } else if byte == ASCII.dash || byte == ASCII.plus, !isHexadecimal, index > start,
                bytes[index - 1].lowercased == ASCII.e, self.byte(index + 1).isDigit
            {
                index += 1
            } else {
                break
            }
        }
        return Token(kind: .number, start: start, end: index)
    }
}

// MARK: - Comments

extension Tokenizer {
    private func isDashComment(_ start: Int) -> Bool {
        !dialect.commentsAsMySQL || start + 2 >= bytes.count || bytes[start + 2] <= 0x20
    }

    /// To the end of the line, which is not part of it.
    private func lineComment(from start: Int) -> Token {
        let end = end(from: start) { $0 != ASCII.newline && $0 != ASCII.carriageReturn }
        return Token(kind: .comment, start: start, end: end, isTerminated: end < bytes.count)
    }

    private func blockComment(from start: Int) -> Token {
        var depth = 1
        var index = start + 2
        while index < bytes.count {
            if bytes[index] == ASCII.asterisk, byte(index + 1) == ASCII.slash {
                index += 2
                depth -= 1
                if depth == 0 { return Token(kind: .comment, start: start, end: index) }
            } else if dialect.nestsComments, bytes[index] == ASCII.slash, byte(index + 1) == ASCII.asterisk {
                index += 2
                depth += 1
            } else {
                index += 1
            }
        }
        return Token(kind: .comment, start: start, end: bytes.count, isTerminated: false)
    }

    private func hash(from start: Int) -> Token {
        if dialect.commentsAsMySQL { return lineComment(from: start) }
        // A temporary table.
        if dialect == .transactSQL { return word(from: start) }
        return symbol(from: start)
    }
}
