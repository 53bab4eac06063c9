// Strings and names in quotes.
extension Tokenizer {
    /// What stands between two quotes, where two in a row are one of the content.
    func quoted(_ kind: Token.Kind, from start: Int, quote: Int, escapes: Bool = false) -> Token {
        let mark = bytes[quote]
        var index = quote + 1
        while index < bytes.count {
            if bytes[index] == mark {
                guard byte(index + 1) == mark else { return Token(kind: kind, start: start, end: index + 1) }
                index += 2
            } else if escapes, bytes[index] == ASCII.backslash {
                index += 2
            } else {
                index += 1
            }
        }
        return Token(kind: kind, start: start, end: bytes.count, isTerminated: false)
    }

    func string(from start: Int, quote: Int, escapes: Bool) -> Token {
        quoted(.string, from: start, quote: quote, escapes: escapes)
    }

    /// PostgreSQL's `E'…'`, which goes on behind a line break with all its escapes.
    ///
    /// Source: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS
    func continuedString(from start: Int, quote: Int) -> Token {
        var token = string(from: start, quote: quote, escapes: true)
        while token.isTerminated, let quote = continuation(from: token.end) {
            token = string(from: start, quote: quote, escapes: true)
        }
        return token
    }

    /// The next quote, behind whitespace and comments in which there is a line break.
    private func continuation(from start: Int) -> Int? {
        var index = start
        var isOnNewLine = false
        while index < bytes.count {
            if bytes[index] <= ASCII.space {
                if bytes[index] == ASCII.newline || bytes[index] == ASCII.carriageReturn { isOnNewLine = true }
                index += 1
            } else if bytes[index] == ASCII.dash, byte(index + 1) == ASCII.dash {
                index = end(from: index) { $0 != ASCII.newline && $0 != ASCII.carriageReturn }
            } else {
                return isOnNewLine && bytes[index] == ASCII.quote ? index : nil
            }
        }
        return nil
    }

    func bracketed(from start: Int) -> Token {
        var index = start + 1
        while index < bytes.count {
            if bytes[index] == ASCII.closeBracket {
                guard dialect == .transactSQL, byte(index + 1) == ASCII.closeBracket else {
                    return Token(kind: .quotedName, start: start, end: index + 1)
                }
                index += 1
            }
            index += 1
        }
        return Token(kind: .quotedName, start: start, end: bytes.count, isTerminated: false)
    }

    /// Oracle's `q'[…]'`: the character behind the quote, or its counterpart, closes.
    func alternativeString(from start: Int, quote: Int) -> Token {
        let close: UInt8 =
            switch byte(quote + 1) {
            case ASCII.openBracket: ASCII.closeBracket
            case ASCII.openParenthesis: ASCII.closeParenthesis
            case ASCII.openBrace: ASCII.closeBrace
            case ASCII.less: ASCII.greater
            case let other: other
            }
        var index = quote + 2
        while index < bytes.count {
            if bytes[index] == close, byte(index + 1) == ASCII.quote {
                return Token(kind: .string, start: start, end: index + 2)
            }
            index += 1
        }
        return Token(kind: .string, start: start, end: bytes.count, isTerminated: false)
    }

    /// `$tag$ … $tag$`; `nil` where the dollar begins no tag.
    func dollarQuoted(from start: Int) -> Token? {
        let tagEnd = end(from: start + 1) { $0.isLetter || $0.isDigit }
        guard byte(tagEnd) == ASCII.dollar else { return nil }
        let length = tagEnd + 1 - start
        var index = tagEnd + 1
        while index < bytes.count {
            guard bytes[index] == ASCII.dollar else {
                index += 1
                continue
            }
            // A tag holds no dollar, so that no byte is compared again.
            var matched = 1
            while matched < length, byte(index + matched) == bytes[start + matched] { matched += 1 }
            if matched == length { return Token(kind: .string, start: start, end: index + length) }
            index += matched
        }
        return Token(kind: .string, start: start, end: bytes.count, isTerminated: false)
    }
}
