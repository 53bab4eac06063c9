import Testing

@Suite("The page's modules in a browser", .serialized, .enabled(if: Browser.isInstalled), .timeLimit(.minutes(5)))
struct ModuleTests {
    /// Runs `body` where a module of the page is `m`.
    private func with(_ module: String, _ body: (Browser) async throws -> Void) async throws {
        try await RunningViewer.with { viewer in
            try await Browser.with { browser in
                try await browser.open(viewer.url)
                let imported = "window.imported ??= import('/js/\(module)').then((module) => { window.m = module; })"
                try await browser.wait(until: "(\(imported)) && window.m !== undefined")
                try await body(browser)
            }
        }
    }

    @Test("SQL is put on lines without a token of it being changed")
    func sql() async throws {
        let statements = [
            """
            SELECT a.b, count(*) FROM "t x" AS t LEFT JOIN (SELECT id FROM u WHERE n = 'it''s -- no') x ON x.id=t.id \
            WHERE a>=1.5e3 OR c IN (1,2) GROUP BY a
            """,
            "INSERT INTO t (a,b) VALUES ($1, :name), (?2, @x) ON CONFLICT DO NOTHING RETURNING *",
            "UPDATE t SET a = a->>'x', b = $$text; 'q' $$ WHERE id = ?",
            "DELETE FROM t -- from here\nWHERE x <> 3; SELECT 1",
            "/* never closed SELECT", "select 'never closed from", "\"never closed", "((((", "))))", "",
        ]
        try await with("sql.js") { browser in
            for statement in statements {
                let text = Browser.quoted(statement)
                let tokens: [String] = try await browser.value("m.tokens(\(text)).map((token) => token.text)")
                let onLines: [String] = try await browser.value(
                    "m.lines(\(text)).flatMap((line) => line.tokens).map((token) => token.text)"
                )
                #expect(onLines == tokens)
                // What the tokens leave out is white space.
                var rest = statement[...]
                for token in tokens {
                    rest = rest.drop(while: \.isWhitespace)
                    #expect(rest.hasPrefix(token), "\(statement)")
                    rest = rest.dropFirst(token.count)
                }
                #expect(rest.drop(while: \.isWhitespace) == "", "\(statement)")
            }
            let lines: [String] = try await browser.value(
                """
                m.lines('SELECT a FROM t WHERE b = 1 AND c BETWEEN 1 AND 2')
                    .map((line) => ' '.repeat(line.indent) + line.tokens.map((token) => token.text).join(' '))
                """
            )
            #expect(lines == ["SELECT a", "FROM t", "WHERE b = 1", " AND c BETWEEN 1 AND 2"])
        }
    }

    @Test("a filter is added to a search without changing what the search means")
    func query() async throws {
        try await with("query.js") { browser in
            for (expression, result) in [
                ("m.adding('a OR b', 'trace.errors>0')", "(a OR b) trace.errors>0"),
                ("m.adding('(a OR b)', 'c')", "(a OR b) c"),
                ("m.adding('(a) OR (b)', 'c')", "((a) OR (b)) c"),
                ("m.adding('a c', 'c')", "a c"),
                ("m.removing('a \"b c\" d', '\"b c\"')", "a d"),
                ("m.term('k', '=', 'two \"words\"')", #"k="two \"words\"""#),
                ("m.term('http.route', '=', '/orders')", "http.route=/orders"),
                ("Object.values(m.writing('service=sh', 10)).join()", "value,service,sh,8,10"),
                ("Object.values(m.writing('a -htt', 6)).join()", "field,htt,3,6"),
            ] {
                let value: String = try await browser.value(expression)
                #expect(value == result)
            }
        }
    }

    @Test("durations and values read as people write them")
    func format() async throws {
        let durations = [
            "0": "0", "1": "1 ns", "999": "999 ns", "999960": "1.00 ms", "1500": "1.50 µs", "15300000": "15.3 ms",
            "612000000": "612 ms", "61000000000": "1 m 01 s", "3725000000000": "1 h 02 m", "-1000": "−1.00 µs",
            "NaN": "–",
        ]
        try await with("format.js") { browser in
            for (nanoseconds, text) in durations {
                let value: String = try await browser.value("m.duration(\(nanoseconds))")
                #expect(value == text)
            }
            for (item, text) in [
                ("{int: '9223372036854775807'}", "9223372036854775807"), ("[1, {int: '2'}]", #"[1,"2"]"#), ("null", ""),
            ] {
                let value: String = try await browser.value("m.value(\(item))")
                #expect(value == text)
            }
        }
    }
}
