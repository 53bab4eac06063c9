import Testing

@testable import ThroughlineSQL

@Suite("Texts without literals")
struct SanitizerTests {
    private func expect(_ cases: [(String, String?)], _ dialect: SQLDialect = .standard) {
        for (sql, sanitized) in cases {
            #expect(QueryText(sql, dialect: dialect, limit: 4096).sanitized == sanitized, "\(sql)")
        }
    }

    @Test("have a mark for each literal, and its sign")
    func literals() {
        expect([
            ("SELECT 'a', N'b', X'0F', 1, -1, 1.5e3, .5", "SELECT ?, ?, ?, ?, ?, ?, ?"),
            ("WHERE a=-1 AND b<-2 AND c>= - 3", "WHERE a=? AND b<? AND c>= - ?"),
            ("SELECT a-1, b - 1, (c)-1, $1-1", "SELECT a-?, b - ?, (c)-?, $1-?"),
            ("SELECT CASE WHEN -1 THEN -2 ELSE -3 END", "SELECT CASE WHEN ? THEN ? ELSE ? END"),
            ("SELECT 123-45-6789", "SELECT ???"),
            ("SELECT 1/2/34", "SELECT ?/?/?"),
            ("LIMIT 10 OFFSET 5", "LIMIT ? OFFSET ?"),
            ("DATE '2020-01-01' + INTERVAL '1' DAY", "DATE ? + INTERVAL ? DAY"),
            (
                "a = TRUE AND b IS true AND c IS NOT FALSE AND t.true = false",
                "a = ? AND b IS true AND c IS NOT FALSE AND t.true = ?"
            ),
            ("a = NULL", "a = NULL"),
            ("'unterminated", "?"),
            ("SELECT 'a' 'b'", "SELECT ? ?"),
        ])
        expect(
            [("SELECT E'it\\'s', $$a$$, $t$b$t$, B'01' FROM t WHERE x = $1", "SELECT ?, ?, ?, ? FROM t WHERE x = $1")],
            .postgresql
        )
        expect([("SELECT \"a\", 'it\\'s', _utf8'x' # y", "SELECT ?, ?, _utf8? ")], .mysql)
        expect([("SELECT $12.50, [a 1], @p1", "SELECT ?, [a 1], @p1")], .transactSQL)
        expect([("SELECT q'[it's]' FROM t WHERE a = :1", "SELECT ? FROM t WHERE a = :1")], .oracle)
    }

    @Test("are the same texts where there is nothing to replace")
    func unchanged() {
        let sql = "SELECT \"a\", t1.b2 FROM t1 WHERE c = ? AND d IN (?) AND e = :name"
        expect([(sql, sql)], .sqlite)
        expect([("SELECT a[1:2]", "SELECT a[?:?]"), ("SELECT a -> 'b' ->> 1", "SELECT a -> ? ->> ?")], .postgresql)
    }

    @Test("are without comments, and no two words become one")
    func comments() {
        expect([
            ("SELECT/* secret */1", "SELECT ?"),
            ("SELECT/**/a", "SELECT a"),
            ("SELECT a/* b */, c -- d", "SELECT a , c "),
            ("SELECT a -/**/- 5", "SELECT a - - ?"),
            ("SELECT a -/**//**/- 5 /-- b\n* c", "SELECT a - - ? /\n* c"),
            ("SELECT a //**/* b", "SELECT a / * b"),
            ("SELECT a /* unterminated", "SELECT a "),
            ("/* a */", nil),
        ])
    }

    @Test("have one mark for a list behind IN")
    func inLists() {
        expect([
            ("a IN (1, 2, 3)", "a IN (?)"),
            ("a NOT IN ('x' , 'y')", "a NOT IN (?)"),
            ("a IN (1)", "a IN (?)"),
            ("a IN ( 1 )", "a IN ( ? )"),
            ("a IN (?, ?, ?) AND b = 1", "a IN (?) AND b = ?"),
            ("a IN ($1, 2, -3)", "a IN (?)"),
            ("a IN (1, b)", "a IN (?, b)"),
            ("a IN (b, c)", "a IN (b, c)"),
            ("a IN (SELECT b FROM c WHERE d IN (1, 2))", "a IN (SELECT b FROM c WHERE d IN (?))"),
            ("a IN ((1, 2), (3, 4))", "a IN ((?, ?), (?, ?))"),
            ("a IN (f(1, 2), 3)", "a IN (f(?, ?), ?)"),
            ("a IN (1, 2", "a IN (?, ?"),
            ("1 IN (1, 2) OR 3 in(4,5)", "? IN (?) OR ? in(?)"),
        ])
    }

    @Test("have one row for many rows of values")
    func rows() {
        expect([
            (
                "INSERT INTO a VALUES (1, 'x'), (2, 'y'),\n(3, 'z') RETURNING 4",
                "INSERT INTO a VALUES (?, ?) RETURNING ?"
            ),
            ("INSERT INTO a VALUES (?, ?), (?, ?)", "INSERT INTO a VALUES (?, ?)"),
            (
                "INSERT INTO a VALUES (1, now()), (2, now()), (3, then())",
                "INSERT INTO a VALUES (?, now()), (?, then())"
            ),
            ("INSERT INTO a VALUES (1), (b)", "INSERT INTO a VALUES (?), (b)"),
            ("SELECT * FROM (VALUES (1), (2)) AS t(a), (SELECT 3)", "SELECT * FROM (VALUES (?)) AS t(a), (SELECT ?)"),
            (
                "INSERT INTO a VALUES (1) ON CONFLICT DO UPDATE SET b = VALUES(b), c = (1)",
                "INSERT INTO a VALUES (?) ON CONFLICT DO UPDATE SET b = VALUES(b), c = (?)"
            ),
            ("INSERT INTO a VALUES (1", "INSERT INTO a VALUES (?"),
            ("VALUES (1, (2)), (3, (4))", "VALUES (?, (?))"),
        ])
    }

    @Test("take a name in double quotes for a string where it stands for a value")
    func doubleQuotes() {
        for dialect in [SQLDialect.sqlite, .standard, .transactSQL] {
            expect(
                [
                    ("SELECT \"a\" FROM \"t\" WHERE \"b\" = \"secret\"", "SELECT \"a\" FROM \"t\" WHERE \"b\" = ?"),
                    ("ON \"a\".\"x\" = \"b\".\"y\"", "ON \"a\".\"x\" = \"b\".\"y\""),
                    ("a LIKE \"x%\" OR b IN (\"y\", \"z\")", "a LIKE ? OR b IN (?)"),
                    ("VALUES (\"a\", \"b\")", "VALUES (?, ?)"),
                    ("SELECT \"never closed", "SELECT ?"),
                ],
                dialect
            )
        }
        expect([("WHERE \"b\" = \"c\"", "WHERE \"b\" = \"c\""), ("SELECT \"never closed", "SELECT ?")], .postgresql)
    }

    @Test("take it for one also where a name may stand as well")
    func doubtfulDoubleQuotes() {
        for dialect in [SQLDialect.sqlite, .standard, .transactSQL] {
            expect(
                [
                    ("a IS \"x\" OR b IS NOT \"y\" OR NOT \"z\"", "a IS ? OR b IS NOT ? OR NOT ?"),
                    ("a BETWEEN \"x\" AND \"y\" AND \"b\" = 1", "a BETWEEN ? AND ? AND \"b\" = ?"),
                    ("SELECT a || \"x\" || b", "SELECT a || ? || b"),
                    ("CASE a WHEN \"x\" THEN \"y\" ELSE \"z\" END", "CASE a WHEN ? THEN ? ELSE ? END"),
                    ("ATTACH f AS g KEY \"secret\"", "ATTACH f AS g KEY ?"),
                    ("SELECT f(\"x\", a, \"y\"), \"b\"", "SELECT f(?, a, ?), \"b\""),
                    ("SELECT f((\"x\"), g(1), \"y\")", "SELECT f((?), g(?), ?)"),
                    ("a = (\"x\")", "a = (?)"),
                    ("a = (SELECT \"x\", \"y\" FROM t)", "a = (SELECT \"x\", \"y\" FROM t)"),
                    ("INSERT INTO t (\"a\", \"b\") SELECT 1", "INSERT INTO t (\"a\", \"b\") SELECT ?"),
                    ("INSERT INTO s.t (\"a\") SELECT 1", "INSERT INTO s.t (\"a\") SELECT ?"),
                    ("CREATE TABLE t (\"a\", PRIMARY KEY (\"a\"))", "CREATE TABLE t (\"a\", PRIMARY KEY (\"a\"))"),
                    ("WHERE (\"a\" = 1 OR \"b\" = 2)", "WHERE (\"a\" = ? OR \"b\" = ?)"),
                ],
                dialect
            )
        }
        expect([("SELECT f(\"a\") WHERE NOT \"b\"", "SELECT f(\"a\") WHERE NOT \"b\"")], .postgresql)
    }

    @Test("go on with an escape string behind a line break")
    func continuedStrings() {
        expect(
            [
                ("SELECT E'x'\n'it\\'s secret' FROM t", "SELECT ? FROM t"),
                ("SELECT E'x' -- y\n  'it\\'s secret'\r'\\'z' FROM t", "SELECT ? FROM t"),
                ("SELECT E'x' 'y' FROM t", "SELECT ? ? FROM t"),
                ("SELECT E'x'\n, 'y'", "SELECT ?\n, ?"),
            ],
            .postgresql
        )
    }

    @Test("hide amounts of money in any currency")
    func money() {
        expect(
            [("SELECT £12.50, €3, -¥.5, £ 7, $1, ₹8, éa1", "SELECT ?, ?, ?, £ ?, ?, ?, éa1")],
            .transactSQL
        )
    }

    @Test("hide a password that stands without quotes")
    func passwords() {
        expect(
            [
                ("ALTER USER scott IDENTIFIED BY tiger1", "ALTER USER scott IDENTIFIED BY ?"),
                ("CREATE USER scott IDENTIFIED BY \"Tiger\"", "CREATE USER scott IDENTIFIED BY ?"),
                ("ALTER USER scott IDENTIFIED BY VALUES 'x'", "ALTER USER scott IDENTIFIED BY VALUES ?"),
                ("SELECT a FROM t ORDER BY b", "SELECT a FROM t ORDER BY b"),
            ],
            .oracle
        )
    }
}
