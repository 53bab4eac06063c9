@testable import ThroughlineSQL

/// Pieces of SQL, and of what is none.
enum Fragments {
    static let all = [
        "SELECT", "INSERT INTO", "UPDATE", "DELETE", "FROM", "WHERE", "JOIN", "UNION ALL", "WITH", "RECURSIVE", "AS",
        "VALUES", "MERGE", "USING",
        "CREATE", "TABLE", "TRIGGER", "BEGIN", "END", "CASE", "IF", "EXPLAIN", "CALL", "SET", "IN", "NOT", "NULL",
        "TRUE", "IDENTIFIED BY",
        "a", "b.c", "\"d e\"", "`f`", "[g]", "x1", "é", "注文", "#t", "@v", ":p", "$1", "?", "'s'", "'it''s'", "E'\\''",
        "$$d$$", "$t$d$t$", "q'[x]'",
        "U&'x'", "N'", "12", "-3", ".5", "1e9", "0xFF", "(", ")", ",", ";", ".", "*", "=", "<", "::", "--", "/*", "*/",
        "-- c\n", "/* c */", "#",
        "'", "\"", "`", "[", "]", "$", "$$", "$t$", "\\", "\u{0}", "\n", "\u{FEFF}", "{", "}", "/*traceparent='x'*/",
    ]
}

/// Numbers that are the same in every run.
struct Randomness {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return bound <= 0 ? 0 : Int((state >> 33) % UInt64(bound))
    }

    mutating func one<Element>(of elements: [Element]) -> Element { elements[below(elements.count)] }

    /// Changes, removes, doubles or inserts something.
    mutating func damage(_ bytes: inout [UInt8], with texts: [String]) {
        let place = below(bytes.count + 1)
        switch below(6) {
        case 0 where place < bytes.count: bytes[place] = UInt8(below(256))
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + below(10)))
        case 2: bytes.insert(contentsOf: bytes.prefix(below(30)), at: place)
        case 3: bytes.removeLast(bytes.count - place)
        case 4: bytes.insert(contentsOf: one(of: Fragments.all).utf8, at: place)
        default: bytes.insert(contentsOf: one(of: texts).utf8, at: place)
        }
    }
}

/// Writes statements that are right in a dialect, whose literals, and nothing else in them, hold a secret.
struct StatementWriter {
    static let secret = "s3cr3t"
    static let secretNumber = "8675309"

    let dialect: SQLDialect
    var random: Randomness
    /// What the statement begins with.
    private(set) var verb = ""
    private var depth = 0

    init(dialect: SQLDialect, random: Randomness) {
        self.dialect = dialect
        self.random = random
    }

    mutating func statement() -> String {
        let text: String
        switch random.below(5) {
        case 0:
            verb = "INSERT"
            text = "INSERT INTO \(name()) (\(name()), \(name())) VALUES \(many { "(\($0.value()), \($0.value()))" })"
        case 1:
            verb = "UPDATE"
            text = "UPDATE \(name()) SET \(name()) = \(value()) WHERE \(condition())"
        case 2:
            verb = "DELETE"
            text = "DELETE FROM \(name()) WHERE \(condition())"
        default:
            verb = "SELECT"
            text = query()
        }
        return random.below(3) == 0 ? text + ";" : text
    }

    private mutating func query() -> String {
        depth += 1
        defer { depth -= 1 }
        var text = "SELECT \(many { $0.value() }) FROM \(name())"
        if random.below(2) == 0 { text += "\(space())WHERE \(condition())" }
        if depth < 3, random.below(4) == 0 { text += " UNION \(query())" }
        return text
    }

    private mutating func condition() -> String {
        switch random.below(5) {
        case 0: "\(name()) IN (\(many { $0.value() }))"
        case 1 where depth < 3: "\(name()) IN (\(query()))"
        case 2: "\(name()) BETWEEN \(value()) AND \(value())"
        case 3: "\(condition()) OR \(name()) LIKE \(string())"
        default: "\(name())\(space())=\(space())\(value())"
        }
    }

    private mutating func many(_ item: (inout StatementWriter) -> String) -> String {
        (0..<1 + random.below(3)).map { _ in item(&self) }.joined(separator: random.one(of: [",", ", ", " , "]))
    }

    private mutating func value() -> String {
        switch random.below(6) {
        case 0: random.one(of: ["", "-", "+"]) + Self.secretNumber + random.one(of: ["", ".5", "e3", "E-7"])
        case 1: "f(\(string()), \(name()))"
        case 2: name()
        case 3: "\(name()) - \(Self.secretNumber)"
        default: string()
        }
    }

    /// A string that is written in one of the dialect's ways, with characters in it that try to get out.
    private mutating func string() -> String {
        var content = ""
        for _ in 0..<random.below(3) {
            content += random.one(of: [" ", "''", "\"", "--", "/*", "*/", ";", ")", "é", "$", "[", "\n", "`", "#"])
        }
        content += Self.secret
        for _ in 0..<random.below(3) {
            content += random.one(of: [" ", "''", "\"", "--", "/*", ")", ";", "FROM x", "]", ","])
        }
        let plain = "'\(content)'"
        switch (dialect, random.below(4)) {
        case (.postgresql, 0): return "E'\\'\(Self.secret)\\\\'"
        case (.postgresql, 1), (.standard, 1): return "$q$ ' \" \(Self.secret) $q $ $q$"
        case (.postgresql, 2), (.standard, 2): return "U&\(plain)"
        case (.mysql, 0): return "'\\'\(Self.secret)\\\\'"
        case (.mysql, 1): return "\"\\\" ' \(Self.secret)\""
        case (.oracle, 0): return "q'[it's \(Self.secret)]'"
        case (.transactSQL, 0), (.oracle, 1), (.sqlite, 0): return "N\(plain)".replacingPrefix(in: dialect)
        default: return plain
        }
    }

    private mutating func name() -> String {
        var names = ["a", "b1", "t.c", "\"d 'e\"", "\"f\".g", "é"]
        switch dialect {
        case .mysql: names = ["a", "b1", "t.c", "`d 'e`", "`f`.g", "é"]
        case .sqlite: names += ["`h 'i`", "[j 'k]"]
        case .transactSQL: names += ["[j ']]k]", "@p", "#l"]
        case .postgresql, .oracle, .standard: break
        }
        return random.one(of: names)
    }

    private mutating func space() -> String {
        random.one(of: [" ", "\n", " /* '\(Self.secret)' */ ", " -- \(Self.secret)\n", "  "])
    }
}

extension String {
    /// SQLite has no `N'…'`.
    fileprivate func replacingPrefix(in dialect: SQLDialect) -> String {
        dialect == .sqlite ? String(dropFirst()) : self
    }
}
