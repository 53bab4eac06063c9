/// A piece of a query.
struct QueryToken: Equatable {
    enum Kind: Equatable {
        case word(String)
        case quoted(String)
        /// `= != ~ > >= < <= :`
        case comparison(String)
        case minus
        case open
        case close
        case openBrace
        case closeBrace
    }

    let kind: Kind
    /// Where it begins, and where it ends, in UTF-16 code units.
    let start: Int
    let end: Int
}

extension QueryToken {
    /// The most characters of a query, in UTF-8.
    static let maxLength = 8_192

    /// The pieces of a query.
    static func list(_ text: String) throws(QueryError) -> [QueryToken] {
        guard text.utf8.count <= maxLength else {
            throw QueryError(message: "A query has \(maxLength) bytes at most.", position: 0)
        }
        let units = Array(text.utf16)
        var tokens: [QueryToken] = []
        var position = 0
        while position < units.count {
            let start = position
            let unit = units[position]
            if isSpace(unit) {
                position += 1
                continue
            }
            let kind: Kind
            switch unit {
            case "(": (kind, position) = (.open, start + 1)
            case ")": (kind, position) = (.close, start + 1)
            case "{": (kind, position) = (.openBrace, start + 1)
            case "}": (kind, position) = (.closeBrace, start + 1)
            case "\"": (kind, position) = try quoted(units, from: start)
            // A minus negates at the beginning of a term only: not in a-b, and not in a number.
            case "-" where !(tokens.last?.isComparison ?? false): (kind, position) = (.minus, start + 1)
            default:
                if let length = comparisonLength(units, at: start) {
                    position = start + length
                    kind = .comparison(String(decoding: units[start..<position], as: UTF16.self))
                } else {
                    // In a value all is meant as it is written, up to the next space: a URL, say.
                    let isValue = tokens.last.map { $0.isComparison && $0.end == start } ?? false
                    while position < units.count, !endsWord(units, at: position, isValue: isValue) { position += 1 }
                    kind = .word(String(decoding: units[start..<position], as: UTF16.self))
                }
            }
            tokens.append(QueryToken(kind: kind, start: start, end: position))
        }
        return tokens
    }

    var isComparison: Bool {
        if case .comparison = kind { true } else { false }
    }

    private static func quoted(_ units: [UInt16], from start: Int) throws(QueryError) -> (Kind, Int) {
        var text: [UInt16] = []
        var position = start + 1
        while position < units.count {
            switch units[position] {
            case "\"": return (.quoted(String(decoding: text, as: UTF16.self)), position + 1)
            case "\\" where position + 1 < units.count && (units[position + 1] == "\"" || units[position + 1] == "\\"):
                text.append(units[position + 1])
                position += 2
            case let unit:
                text.append(unit)
                position += 1
            }
        }
        throw QueryError(message: "The quotation mark is never closed.", position: start)
    }

    private static func comparisonLength(_ units: [UInt16], at position: Int) -> Int? {
        let isFollowedByEqual = position + 1 < units.count && units[position + 1] == "="
        switch units[position] {
        case ">", "<": return isFollowedByEqual ? 2 : 1
        case "!": return isFollowedByEqual ? 2 : nil
        case "=", "~", ":": return 1
        default: return nil
        }
    }

    private static func endsWord(_ units: [UInt16], at position: Int, isValue: Bool) -> Bool {
        let unit = units[position]
        if isSpace(unit) || unit == ")" || unit == "}" { return true }
        if isValue { return false }
        return unit == "(" || unit == "{" || unit == "\"" || comparisonLength(units, at: position) != nil
    }

    private static func isSpace(_ unit: UInt16) -> Bool {
        unit == " " || unit == "\t" || unit == "\n" || unit == "\r" || unit == 0xA0
    }
}

/// A unit of UTF-16 against an ASCII character.
private func == (unit: UInt16, character: Unicode.Scalar) -> Bool { UInt32(unit) == character.value }

private func ~= (character: Unicode.Scalar, unit: UInt16) -> Bool { UInt32(unit) == character.value }
