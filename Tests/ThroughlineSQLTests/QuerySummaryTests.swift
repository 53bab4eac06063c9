import Testing

@testable import ThroughlineSQL

@Suite("Summaries of queries")
struct QuerySummaryTests {
    private func expect(_ cases: [(String, String?)], _ dialect: SQLDialect = .standard) {
        for (sql, summary) in cases {
            #expect(QueryText(sql, dialect: dialect, limit: 4096).summary == summary, "\(sql)")
        }
    }

    @Test("name the tables of joins and lists, and neither aliases nor functions")
    func sources() {
        expect([
            ("SELECT * FROM a, b AS x, c y WHERE x.id = 1", "SELECT a b c"),
            ("SELECT * FROM a JOIN b ON a.x = b.x, c", "SELECT a b c"),
            ("SELECT * FROM a LEFT OUTER JOIN b USING (id) NATURAL JOIN c", "SELECT a b c"),
            ("SELECT * FROM a CROSS APPLY b OUTER APPLY (SELECT 1 FROM c) z", "SELECT a b SELECT c"),
            ("SELECT * FROM ONLY a, LATERAL (SELECT * FROM b) x", "SELECT a SELECT b"),
            ("SELECT * FROM generate_series(1, 10) g JOIN a ON true", "SELECT a"),
            ("SELECT * FROM unnest(ARRAY[1,2]) WITH ORDINALITY AS u, a", "SELECT a"),
            ("SELECT * FROM generate_series(1, (SELECT max(id) FROM a))", "SELECT SELECT a"),
            ("SELECT * FROM (a JOIN b ON a.id = b.id) JOIN c", "SELECT a b c"),
            ("SELECT * FROM (a), (b)", "SELECT a b"),
            ("SELECT * FROM (VALUES (1, 2), (3, 4)) AS v(x, y) JOIN a ON v.x = a.x", "SELECT a"),
            ("SELECT * FROM users orders JOIN orders o ON orders.id = o.user_id", "SELECT users orders"),
            ("SELECT * FROM a GROUP BY x, y ORDER BY z, w LIMIT 1, 2", "SELECT a"),
            ("SELECT * FROM a WINDOW w AS (PARTITION BY b), v AS (ORDER BY c)", "SELECT a"),
            ("SELECT * INTO copies FROM a", "SELECT a"),
            ("SELECT * FROM a FOR UPDATE OF a, b SKIP LOCKED", "SELECT a"),
            ("SELECT * FROM users join", "SELECT users"),
            ("SELECT", "SELECT"),
            ("SELECT FROM", "SELECT"),
            ("SELECT * FROM ?", "SELECT"),
            ("SELECT * FROM 12", "SELECT"),
        ])
    }

    @Test("take no FROM for the clause that is none")
    func otherFroms() {
        expect([
            ("SELECT EXTRACT(year FROM made) FROM a", "SELECT a"),
            ("SELECT trim(both 'x' from name), substring(name from 2) FROM a", "SELECT a"),
            ("SELECT a IS DISTINCT FROM b FROM t WHERE c IS NOT DISTINCT FROM 'secret'", "SELECT t"),
            ("SELECT DISTINCT FROM t", "SELECT t"),
            ("SELECT t.from, t.select FROM t", "SELECT t"),
            ("REVOKE ALL ON a FROM b", "REVOKE"),
            ("COPY a (x, y) FROM STDIN", "COPY a"),
        ])
    }

    @Test("go into sub-queries in source order")
    func subqueries() {
        expect([
            ("SELECT (SELECT max(x) FROM b), (SELECT 1 FROM c) FROM a", "SELECT SELECT b SELECT c a"),
            ("SELECT * FROM a WHERE x IN (SELECT y FROM b WHERE z = (SELECT 1 FROM c))", "SELECT a SELECT b SELECT c"),
            (
                "SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b) AND NOT EXISTS (SELECT 1 FROM c), d",
                "SELECT a SELECT b SELECT c"
            ),
            ("UPDATE a SET x = (SELECT y FROM b) WHERE z IN (SELECT w FROM c)", "UPDATE a SELECT b SELECT c"),
            ("DELETE FROM a WHERE x IN (SELECT y FROM b)", "DELETE a SELECT b"),
            ("SELECT count(*) FILTER (WHERE x IN (SELECT y FROM b)) FROM a", "SELECT SELECT b a"),
            ("SELECT CASE WHEN x THEN (SELECT 1 FROM b) ELSE 2 END FROM a", "SELECT SELECT b a"),
        ])
    }

    @Test("count a query that is united with another as the same")
    func unions() {
        expect([
            ("SELECT 1 FROM a UNION ALL SELECT 2 FROM b EXCEPT SELECT 3 FROM c", "SELECT a b c"),
            ("(SELECT 1 FROM a) UNION (SELECT 2 FROM b) ORDER BY 1", "SELECT a b"),
            ("SELECT 1 FROM a INTERSECT SELECT 2 FROM b MINUS SELECT 3 FROM c", "SELECT a b c"),
            ("SELECT 1 FROM a UNION VALUES (1), (2)", "SELECT a"),
            ("SELECT 1 FROM a UNION SELECT 2 FROM (SELECT 3 FROM b) c", "SELECT a SELECT b"),
        ])
    }

    @Test("leave out the names of common table expressions, and not what they are made of")
    func commonTableExpressions() {
        expect([
            (
                "WITH x AS (SELECT * FROM a), y AS (SELECT * FROM x JOIN b ON 1=1) SELECT * FROM y",
                "SELECT a SELECT b SELECT"
            ),
            ("WITH x (a, b) AS NOT MATERIALIZED (SELECT 1, 2 FROM t) SELECT a, b FROM X, \"x\"", "SELECT t SELECT"),
            (
                "WITH RECURSIVE n AS (SELECT 1 UNION ALL SELECT i + 1 FROM n JOIN t ON true) SELECT * FROM n",
                "SELECT t SELECT"
            ),
            ("WITH x AS (SELECT * FROM a) INSERT INTO b SELECT * FROM x", "SELECT a INSERT b SELECT"),
            ("WITH x AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM x", "DELETE a INSERT b SELECT"),
            (
                "WITH x AS (SELECT id FROM a) UPDATE b SET c = 1 WHERE id IN (SELECT id FROM x)",
                "SELECT a UPDATE b SELECT"
            ),
            ("WITH x AS (SELECT id FROM a) DELETE FROM b USING x WHERE b.id = x.id", "SELECT a DELETE b"),
            ("WITH x AS (VALUES (1), (2)) SELECT * FROM x, t", "VALUES SELECT t"),
            ("INSERT INTO b WITH x AS (SELECT 1 FROM a) SELECT * FROM x", "INSERT b SELECT a SELECT"),
            ("SELECT * FROM (WITH x AS (SELECT 1 FROM a) SELECT * FROM x) y", "SELECT SELECT a SELECT"),
            ("WITH users AS (SELECT * FROM users) SELECT * FROM users", "SELECT users SELECT"),
            ("WITH x AS (SELECT 1) SELECT * FROM main.x", "SELECT SELECT main.x"),
            ("WITH x AS (SELECT 1 FROM a); SELECT * FROM x", "SELECT a SELECT x"),
            ("WITH", nil),
            ("WITH x", nil),
            ("WITH x AS", nil),
            ("WITH x AS (", nil),
        ])
        expect(
            [("WITH n AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT * FROM n", "SELECT SELECT")],
            .transactSQL
        )
    }

    @Test("keep names as they are written")
    func names() {
        expect([
            (
                "SELECT * FROM \"order items\", `other items`, \"a\".\"b\"",
                "SELECT \"order items\" `other items` \"a\".\"b\""
            ),
            ("SELECT * FROM \"say \"\"hi\"\"\"", "SELECT \"say \"\"hi\"\"\""),
            ("SELECT * FROM \"select\" WHERE \"from\" = 1", "SELECT \"select\""),
            ("SELECT * FROM a . b . c", "SELECT a.b.c"),
            ("SELECT * FROM /* x */ a -- y\n.b", "SELECT a.b"),
            ("SELECT * FROM заказы, 注文", "SELECT заказы 注文"),
            ("SELECT * FROM \"two\nlines\"", "SELECT \"two lines\""),
            ("\u{FEFF}SELECT * FROM a", "SELECT a"),
        ])
        expect(
            [
                ("SELECT * FROM [my table] t JOIN dbo.[b] ON 1=1", "SELECT [my table] dbo.[b]"),
                ("SELECT * FROM [a]]b], #temp, db..t", "SELECT [a]]b] #temp db..t"),
                ("SELECT * FROM a WITH (NOLOCK), b", "SELECT a b"),
            ],
            .transactSQL
        )
        expect([("SELECT * FROM 'a', [b c]", "SELECT 'a' [b c]")], .sqlite)
        // A string is no name there, and might be a secret.
        expect([("SELECT * FROM 'a'", "SELECT")], .postgresql)
    }

    @Test("hold nothing of a quote that is never closed")
    func unterminated() {
        expect([("SELECT * FROM \"orders WHERE email = 'bob@x.org'", "SELECT")], .sqlite)
        expect([("SELECT * FROM 'orders WHERE email = bob", "SELECT")], .sqlite)
        expect([("SELECT * FROM main.[orders WHERE email = bob", "SELECT")], .sqlite)
        expect([("UPDATE `users SET ssn = '123-45-6789' ", "UPDATE")], .mysql)
        expect([("SELECT * FROM dbo.[orders WHERE email = 'bob'", "SELECT")], .transactSQL)
        expect([("WITH \"x AS (SELECT 1)", nil), ("CALL \"p('secret')", "CALL")])
    }

    @Test("have at most 255 characters, cut between names")
    func limit() throws {
        let tables = (0..<50).map { "very_long_table_name_\($0)" }
        let summary = try #require(
            QueryText("SELECT * FROM " + tables.joined(separator: ", "), dialect: .standard, limit: 100).summary
        )
        #expect(summary == "SELECT " + tables[..<10].joined(separator: " "))

        let exact = String(repeating: "ж", count: 248)
        #expect(QueryText("SELECT 1 FROM \(exact)", dialect: .standard, limit: 100).summary == "SELECT \(exact)")
        #expect(QueryText("SELECT 1 FROM \(exact)x, y", dialect: .standard, limit: 100).summary == "SELECT")
    }

    @Test("survive any depth")
    func depth() {
        let open = String(repeating: "(", count: 10_000)
        #expect(QueryText("SELECT \(open)", dialect: .standard, limit: 100).summary == "SELECT")
        let close = String(repeating: ")", count: 10_000)
        #expect(QueryText("SELECT \(open)\(close) FROM a", dialect: .standard, limit: 100).summary == "SELECT a")
        #expect(QueryText("\(close) SELECT 1 FROM a", dialect: .standard, limit: 100).summary == "SELECT a")
    }
}
