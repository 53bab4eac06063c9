// Names in double quotes that are strings, where a setting or a tolerance has it so.
extension Sanitizer {
    /// Whether a name in double quotes is used as a string: it stands where a value does, alone.
    func isString(_ token: Token) -> Bool {
        // Whatever follows a quote that is never closed may be anything.
        guard token.isTerminated else { return true }
        guard canBeString(token) else { return false }
        if lists.isInValues || isBehindComparison { return true }
        guard previous?.kind == .word else { return false }
        switch keyword {
        case .like, .ilike, .rlike, .glob, .regexp, .match, .escape: return true
        default: return false
        }
    }

    /// Whether a name in double quotes stands where a value as well as a name may: it is not recorded then.
    func mayBeString(_ token: Token) -> Bool {
        canBeString(token) && (isBehindValueKeyword || isBehindValueSymbol)
    }

    private var isBehindValueSymbol: Bool {
        guard let previous, previous.kind == .symbol else { return false }
        switch bytes[previous.start] {
        case ASCII.pipe: return true
        case ASCII.plus: return dialect == .transactSQL
        case ASCII.openParenthesis, ASCII.comma: return values.isInCall
        default: return false
        }
    }

    private func canBeString(_ token: Token) -> Bool {
        guard dialect.mayQuoteStringsDoubly, bytes[token.start] == ASCII.doubleQuote else { return false }
        return !(token.end < bytes.count && bytes[token.end] == ASCII.dot) && !isBehindDot
    }

    var isBehindDot: Bool {
        guard let previous, previous.kind == .symbol else { return false }
        return bytes[previous.start] == ASCII.dot
    }

    var isBehindComparison: Bool {
        guard let previous, previous.kind == .symbol else { return false }
        let byte = bytes[previous.start]
        return byte == ASCII.equals || byte == ASCII.less || byte == ASCII.greater
    }

    /// Whether a word stands before that is followed by values.
    var isBehindValueKeyword: Bool {
        guard previous?.kind == .word else { return false }
        switch keyword {
        case .like, .ilike, .rlike, .glob, .regexp, .match, .escape: return true
        case .is, .not, .between, .when, .then, .else, .default, .values: return true
        case .key: return beforeKeyword != .primary && beforeKeyword != .foreign
        case .and: return values.endsBetween
        case .from: return beforeKeyword == .distinct
        default: return false
        }
    }

    /// Whether values stand in a parenthesis that is opened here.
    var opensValues: Bool { isCall || isBehindComparison || isBehindValueKeyword || isBehindValueSymbol }

    /// Whether a parenthesis is that of a call: behind a name, unless columns follow that.
    private var isCall: Bool {
        guard previous?.kind == .word else { return false }
        switch keyword {
        case nil: break
        case .replace, .if: return true
        default: return false
        }
        switch beforeKeyword {
        case .into, .table, .exists, .with, .recursive, .view: return false
        default: return true
        }
    }
}

/// Where in a text values stand rather than names.
struct ValuePlaces {
    /// For each open parenthesis whether a value stands behind it.
    private var calls: [Bool] = []
    private var isInBetween = false
    /// Whether the last `AND` is that of a `BETWEEN`.
    private(set) var endsBetween = false

    var isInCall: Bool { calls.last ?? false }

    mutating func open(isCall: Bool) { calls.append(isCall) }

    mutating func close() { _ = calls.popLast() }

    mutating func saw(_ keyword: Keyword?) {
        switch keyword {
        case .select: if !calls.isEmpty { calls[calls.count - 1] = false }  // Columns follow.
        case .between: isInBetween = true
        case .and: (endsBetween, isInBetween) = (isInBetween, false)
        default: break
        }
    }
}
