import Testing

@testable import ThroughlineSQL

@Suite("Tokens")
struct TokenizerTests {
    /// The significant tokens of a text, each as its kind and its source.
    private func tokens(_ sql: String, _ dialect: SQLDialect) -> [String] {
        var sql = sql
        return sql.withUTF8 { bytes in
            var tokenizer = Tokenizer(bytes, dialect: dialect)
            var tokens: [String] = []
            while let token = tokenizer.next() {
                guard token.kind != .whitespace else { continue }
                let source = String(decoding: bytes[token.start..<token.end], as: UTF8.self)
                tokens.append("\(token.kind)\(token.isTerminated ? "" : "!") \(source)")
            }
            return tokens
        }
    }

    private func expect(_ cases: [(String, [String])], in dialects: [SQLDialect]) {
        for dialect in dialects {
            for (sql, expected) in cases { #expect(tokens(sql, dialect) == expected, "\(dialect)") }
        }
    }

    private static let everyDialect: [SQLDialect] = [.standard, .postgresql, .sqlite, .mysql, .transactSQL, .oracle]

    @Test("are strings with doubled quotes in every dialect", arguments: everyDialect)
    func strings(dialect: SQLDialect) {
        expect(
            [
                ("''", ["string ''"]),
                ("'it''s'", ["string 'it''s'"]),
                ("'a''", ["string! 'a''"]),
                ("'", ["string! '"]),
                ("N'x'", ["string N'x'"]),
                ("X'1F'", ["string X'1F'"]),
                ("b'01'", ["string b'01'"]),
                ("ab'x'", ["word ab", "string 'x'"]),
            ],
            in: [dialect]
        )
    }

    @Test("know where a backslash escapes")
    func backslashes() {
        expect([("'a\\'b'", ["string 'a\\'b'"]), ("'a\\", ["string! 'a\\"])], in: [.mysql])
        expect(
            [("'a\\'c'", ["string 'a\\'", "word c", "string! '"])],
            in: [.standard, .postgresql, .sqlite, .transactSQL, .oracle]
        )
        expect([("E'a\\'b'", ["string E'a\\'b'"]), ("e'\\\\'", ["string e'\\\\'"])], in: [.postgresql])
    }

    @Test("know double quotes as names, and in MySQL as strings")
    func doubleQuotes() {
        expect(
            [("\"a\"\"b\"", ["quotedName \"a\"\"b\""])],
            in: [.standard, .postgresql, .sqlite, .transactSQL, .oracle]
        )
        expect([("\"a\\\"b\"", ["string \"a\\\"b\""])], in: [.mysql])
        expect([("U&\"d\\0061t\"", ["quotedName U&\"d\\0061t\""]), ("u&'x'", ["string u&'x'"])], in: [.postgresql])
    }

    @Test("know backticks and brackets where they quote names")
    func otherQuotes() {
        expect([("`a``b`", ["quotedName `a``b`"]), ("`a", ["quotedName! `a"])], in: [.standard, .mysql, .sqlite])
        expect([("[a b]", ["quotedName [a b]"]), ("[a", ["quotedName! [a"])], in: [.sqlite, .transactSQL])
        expect([("[a]]b]", ["quotedName [a]]b]"])], in: [.transactSQL])
        expect([("a[1]", ["word a", "symbol [", "number 1", "symbol ]"])], in: [.standard, .postgresql])
    }

    @Test("know dollar quotes, and no others for them")
    func dollarQuotes() {
        expect(
            [
                ("$$it's$$", ["string $$it's$$"]),
                ("$a$ $b$ $$ $a$", ["string $a$ $b$ $$ $a$"]),
                ("$a$ $a", ["string! $a$ $a"]),
                ("$tag$ x", ["string! $tag$ x"]),
                ("$1", ["placeholder $1"]),
                ("$ 1", ["symbol $", "number 1"]),
            ],
            in: [.postgresql, .standard]
        )
        expect([("$a$b", ["placeholder $a$b"])], in: [.sqlite])
    }

    @Test("know Oracle's quotes")
    func oracleQuotes() {
        expect(
            [
                ("q'[it's]'", ["string q'[it's]'"]),
                ("nq'{a}'", ["string nq'{a}'"]),
                ("Q'!a'b!'", ["string Q'!a'b!'"]),
                ("q'(a", ["string! q'(a"]),
                ("q'", ["string! q'"]),
            ],
            in: [.oracle]
        )
    }

    @Test("know comments")
    func comments() {
        expect(
            [("-- a\n1", ["comment -- a", "number 1"]), ("/* a */1", ["comment /* a */", "number 1"])],
            in: Self.everyDialect
        )
        expect([("/* /* a */ 1 */", ["comment /* /* a */ 1 */"])], in: [.standard, .postgresql, .transactSQL])
        expect(
            [("/* /* a */ 1", ["comment /* /* a */", "number 1"])],
            in: [.sqlite, .mysql, .oracle]
        )
        expect([("/*/", ["comment! /*/"]), ("/*", ["comment! /*"]), ("--", ["comment! --"])], in: Self.everyDialect)
        expect(
            [("# a\n1", ["comment # a", "number 1"]), ("1--1", ["number 1", "symbol -", "symbol -", "number 1"])],
            in: [.mysql]
        )
    }

    @Test("are numbers with all that is glued to them", arguments: everyDialect)
    func numbers(dialect: SQLDialect) {
        for number in [
            "1", "1.5", ".5", "5.", "1e5", "1.5e-3", "1E+3", "0xFF", "0b01", "0o17", "1_000", "12abc", "1.2.3", "5L",
        ] {
            #expect(tokens(number, dialect) == ["number \(number)"])
        }
        #expect(tokens("1..2", dialect).first == "number 1")
        #expect(tokens("0xe-1", dialect) == ["number 0xe", "symbol -", "number 1"])
        #expect(tokens("1e-x", dialect) == ["number 1e", "symbol -", "word x"])
    }

    @Test("are placeholders where the dialect has them")
    func placeholders() {
        expect(
            [
                ("?", ["placeholder ?"]), ("?12", ["placeholder ?12"]), (":a", ["placeholder :a"]),
                ("@a", ["placeholder @a"]),
                ("$a", ["placeholder $a"]),
            ],
            in: [.sqlite]
        )
        expect(
            [
                ("?", ["symbol ?"]), ("a::b", ["word a", "symbol ::", "word b"]),
                ("[1:2]", ["symbol [", "number 1", "symbol :", "number 2", "symbol ]"]),
            ],
            in: [.postgresql]
        )
        expect([("@a", ["placeholder @a"]), ("@@x", ["variable @@x"]), ("$1.5", ["number $1.5"])], in: [.transactSQL])
        expect([("@a", ["variable @a"]), ("@@x", ["variable @@x"]), ("?", ["placeholder ?"])], in: [.mysql])
        expect([(":1", ["placeholder :1"]), (":=", ["symbol :="])], in: [.oracle])
    }
}
