import Testing

@Suite("The page's modules in a browser", .serialized, .enabled(if: Browser.isInstalled), .timeLimit(.minutes(5)))
struct ModuleTests {
    /// Gives `body` what imports a module of the page and evaluates an expression over it, `m`.
    private func with(
        _ module: String,
        _ body: (_ value: (_ expression: String) async throws -> String) async throws -> Void
    ) async throws {
        try await RunningViewer.with { viewer in
            try await Browser.with { browser in
                try await browser.open(viewer.url)
                let isImported = "(window.imported ??= import('/js/\(module)').then((m) => { window.m = m; })) && window.m !== undefined"
                try await browser.wait(until: isImported)
                try await body { try await browser.value("String(\($0))") }
            }
        }
    }

    @Test("SQL is put on lines without a token of it being changed")
    func sql() async throws {
        let statements = [
            "SELECT a.b, count(*) FROM \"t x\" AS t LEFT JOIN (SELECT id FROM u WHERE n = 'it''s -- no') x ON x.id=t.id WHERE a>=1.5e3 OR c IN (1,2)",
            "INSERT INTO t (a,b) VALUES ($1, :name), (?2, @x) ON CONFLICT DO NOTHING RETURNING *",
            "UPDATE t SET a = a->>'x', b = $$text; 'q' $$ WHERE id = ?", "DELETE FROM t -- from here\nWHERE x <> 3; SELECT 1",
            "/* never closed SELECT", "select 'never closed from", "\"never closed", "((((", "))))", "",
        ]
        try await with("sql.js") { value in
            for statement in statements {
                let text = Browser.quoted(statement)
                let joined = try await value("m.lines(\(text)).flatMap((line) => line.tokens).map((token) => token.text).join('\\u0001')")
                let original = try await value("m.tokens(\(text)).map((token) => token.text).join('\\u0001')")
                #expect(joined == original)
                // What the tokens leave out is white space.
                let rest = joined.split(separator: "\u{1}", omittingEmptySubsequences: false).reduce(statement[...]) { rest, token in
                    let trimmed = rest.drop { $0.isWhitespace }
                    return trimmed.hasPrefix(token) ? trimmed.dropFirst(token.count) : "lost"
                }
                #expect(rest.allSatisfy(\.isWhitespace), "\(statement)")
            }
            let lines = try await value(
                "m.lines('SELECT a FROM t WHERE b = 1 AND c BETWEEN 1 AND 2').map((line) => ' '.repeat(line.indent) + line.tokens.map((token) => token.text).join(' ')).join('|')"
            )
            #expect(lines == "SELECT a|FROM t|WHERE b = 1| AND c BETWEEN 1 AND 2")
        }
    }

    @Test("a filter is added to a search without changing what the search means")
    func query() async throws {
        try await with("query.js") { value in
            #expect(try await value("m.adding('a OR b', 'trace.errors>0')") == "(a OR b) trace.errors>0")
            #expect(try await value("m.adding('(a OR b)', 'c')") == "(a OR b) c")
            #expect(try await value("m.adding('(a) OR (b)', 'c')") == "((a) OR (b)) c")
            #expect(try await value("m.adding('a c', 'c')") == "a c")
            #expect(try await value("m.removing('a \"b c\" d', '\"b c\"')") == "a d")
            #expect(try await value("m.term('k', '=', 'two \"words\"')") == #"k="two \"words\"""#)
            #expect(try await value("m.term('http.route', '=', '/orders')") == "http.route=/orders")
            #expect(try await value("JSON.stringify(m.writing('service=sh', 10))") == #"{"kind":"value","key":"service","prefix":"sh","start":8,"end":10}"#)
            #expect(try await value("JSON.stringify(m.writing('a -htt', 6))") == #"{"kind":"field","prefix":"htt","start":3,"end":6}"#)
        }
    }

    @Test("durations and values read as people write them")
    func format() async throws {
        try await with("format.js") { value in
            let durations = [
                "0": "0", "1": "1 ns", "999": "999 ns", "999960": "1.00 ms", "1500": "1.50 µs", "15300000": "15.3 ms",
                "612000000": "612 ms", "61000000000": "1 m 01 s", "3725000000000": "1 h 02 m", "-1000": "−1.00 µs", "NaN": "–",
            ]
            for (nanoseconds, text) in durations {
                #expect(try await value("m.duration(\(nanoseconds))") == text)
            }
            #expect(try await value("m.value({int: '9223372036854775807'})") == "9223372036854775807")
            #expect(try await value("m.value([1, {int: '2'}])") == #"[1,"2"]"#)
            #expect(try await value("m.value({int: 'a', more: 1}).includes('more')") == "true")
        }
    }
}
