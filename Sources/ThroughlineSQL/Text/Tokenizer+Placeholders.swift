// What stands for a value that is sent beside the text, and what begins like it.
extension Tokenizer {
    /// `?`, `?1`, `:name`, `@name`, `$1`, `$name`, and what begins like one of them.
    func marker(from start: Int) -> Token {
        let next = byte(start + 1)
        switch bytes[start] {
        case ASCII.question:
            // PostgreSQL has operators of this name, and no such placeholder.
            if dialect == .postgresql { return symbol(from: start) }
            return Token(kind: .placeholder, start: start, end: end(from: start + 1) { $0.isDigit })
        case ASCII.colon:
            if next == ASCII.colon || next == ASCII.equals { return symbol(from: start, length: 2) }
            guard dialect != .postgresql, dialect != .transactSQL else { return symbol(from: start) }
            // `[1:2]`, where that is a slice, holds two numbers.
            guard next.isLetter || (next.isDigit && (dialect == .sqlite || dialect == .oracle)) else {
                return symbol(from: start)
            }
            if endsLabel(start) { return symbol(from: start) }
            let token = named(.placeholder, from: start)
            return dialect == .oracle && isRow(token) ? named(.variable, from: start) : token
        case ASCII.at:
            return at(from: start, next: next)
        default:
            return dollar(from: start, next: next)
        }
    }

    /// Whether a colon ends a label: `again:LOOP`.
    private func endsLabel(_ colon: Int) -> Bool {
        guard dialect == .mysql || dialect == .standard, colon > 0 else { return false }
        return isWordByte(bytes[colon - 1]) || bytes[colon - 1] == ASCII.backtick
    }

    /// `:new` and `:old`, the row that a trigger is about.
    private func isRow(_ token: Token) -> Bool {
        guard token.end - token.start == 4 else { return false }
        let name = bytes[token.start + 1..<token.end]
        return name.lazy.map(\.lowercased).elementsEqual("new".utf8)
            || name.lazy.map(\.lowercased).elementsEqual("old".utf8)
    }

    private func named(_ kind: Token.Kind, from start: Int) -> Token {
        Token(kind: kind, start: start, end: end(from: start + 1, while: isWordByte))
    }

    private func at(from start: Int, next: UInt8) -> Token {
        switch dialect {
        case .postgresql, .oracle: return symbol(from: start)
        case .sqlite where next.isLetter || next.isDigit: return named(.placeholder, from: start)
        case .transactSQL where next.isLetter: return named(.placeholder, from: start)
        case .transactSQL where next == ASCII.at: return named(.variable, from: start)
        case .mysql where next == ASCII.at:
            return Token(kind: .variable, start: start, end: end(from: start + 2, while: isWordByte))
        case .mysql where next.isLetter, .standard where next.isLetter: return named(.variable, from: start)
        default: return symbol(from: start)
        }
    }

    private func dollar(from start: Int, next: UInt8) -> Token {
        if dialect == .transactSQL, next.isDigit || next == ASCII.dot {
            return Token(kind: .number, start: start, end: number(from: start + 1).end)  // money
        }
        if next.isDigit {
            return Token(kind: .placeholder, start: start, end: end(from: start + 1) { $0.isDigit })
        }
        if dialect == .sqlite, next.isLetter { return named(.placeholder, from: start) }
        if dialect.quotesWithDollars, let token = dollarQuoted(from: start) { return token }
        return symbol(from: start)
    }
}
