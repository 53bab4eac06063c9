import SemanticConventions
import SpanRecording
import TestSupport
import Testing
import ThroughlineSQL

@Suite("The recorded text")
struct QueryTextRecordingTests {
    private func text(
        _ sql: String,
        _ recording: QueryTextRecording = .conventional,
        isParameterised: Bool? = nil,
        limit: Int = 4096
    ) throws -> String? {
        let database = TracedDatabase.postgresql {
            $0.queryText = recording
            $0.queryTextLimit = limit
        }
        return try record { database.withStatement(sql, isParameterised: isParameterised) { _ in } }[.dbQueryText]
    }

    private let mixed = "SELECT * FROM t WHERE kind = 'draft' AND id = $1 -- why"
    private let plain = "SELECT * FROM t WHERE kind = 1 AND id = $1 -- why"

    @Test("is the text as it is where the values come as parameters")
    func parameterised() throws {
        #expect(try text(plain) == plain)
        #expect(try text(mixed, isParameterised: true) == mixed)
        #expect(try text("SELECT 1", isParameterised: true) == "SELECT 1")
    }

    @Test("has no literals where they do not")
    func sanitized() throws {
        let expected = "SELECT * FROM t WHERE kind = ? AND id = $1 "
        #expect(try text(mixed, isParameterised: false) == expected)
        #expect(try text(mixed) == expected)
        #expect(try text("SELECT * FROM t WHERE kind = 'draft'") == "SELECT * FROM t WHERE kind = ?")
    }

    @Test(
        "does not take for parameters what only looks like it",
        arguments: [
            (
                DatabaseSystem.microsoftSQLServer, "EXEC dbo.create_user @name = N'bob', @password = N'hunter2'",
                "EXEC dbo.create_user @name = ?, @password = ?"
            ),
            (.microsoftSQLServer, "EXEC p @pin = 1234", "EXEC p @pin = ?"),
            (.microsoftSQLServer, "sp_executesql N'SELECT @p', N'@p int', @p = 5", "sp_executesql ?, ?, @p = ?"),
            (.otherSQL, "SELECT data ? 'x', 1 FROM t", "SELECT data ? ?, ? FROM t"),
            (.otherSQL, "SELECT a FROM t WHERE b = $1 AND c = 5", "SELECT a FROM t WHERE b = $1 AND c = ?"),
            (
                .mysql, "lbl:BEGIN INSERT INTO t VALUES ('secret', 7); END",
                "lbl:BEGIN INSERT INTO t VALUES (?, ?); END"
            ),
            (.mysql, "lbl:LOOP SET a = 7; END LOOP", "lbl:LOOP SET a = ?; END LOOP"),
            (.oracle, "BEGIN IF :new.pay > 7 OR :OLD.pay > 8 THEN", "BEGIN IF :new.pay > ? OR :OLD.pay > ? THEN"),
            (.oracle, "SELECT a FROM t WHERE b = :newer AND c = 7", "SELECT a FROM t WHERE b = :newer AND c = 7"),
            (.sqlite, "SELECT a FROM t WHERE b = ? AND c = 'x'", "SELECT a FROM t WHERE b = ? AND c = ?"),
            (.sqlite, "SELECT count(\"a\") FROM t WHERE b = ?", "SELECT count(\"a\") FROM t WHERE b = ?"),
        ]
    )
    func doubtful(system: DatabaseSystem, sql: String, expected: String) throws {
        let database = TracedDatabase(system: system)
        #expect(try record { database.withStatement(sql) { _ in } }[.dbQueryText] == expected)
        #expect(try record { database.withStatement(sql, isParameterised: true) { _ in } }[.dbQueryText] == sql)
    }

    @Test("can be without literals always, or not be there")
    func recording() throws {
        #expect(try text(mixed, .sanitized) == "SELECT * FROM t WHERE kind = ? AND id = $1 ")
        #expect(try text(mixed, .sanitized, isParameterised: true) == "SELECT * FROM t WHERE kind = ? AND id = $1 ")
        #expect(try text(mixed, .none) == nil)
        #expect(try text(mixed, .none, isParameterised: true) == nil)
    }

    @Test("is cut at its limit, between characters, and says so")
    func limit() throws {
        #expect(try text("SELECT $1, äöü", limit: 12) == "SELECT $1, …")
        #expect(try text("SELECT $1, äöü", limit: 13) == "SELECT $1, ä…")
        #expect(try text("SELECT $1, äöü", limit: 14) == "SELECT $1, ä…")
        #expect(try text("SELECT $1, äöü", limit: 17) == "SELECT $1, äöü")
        #expect(try text("SELECT 'äöü', x", limit: 10) == "SELECT ?, …")
        #expect(try text("SELECT 1", limit: 0) == "…")
        #expect(try text("SELECT 1", limit: -1) == "…")
    }

    @Test("holds nothing of what was not read of an endless text")
    func endless() throws {
        let sql = "SELECT a" + String(repeating: " ", count: 40_000) + "FROM t WHERE name = 'secret'"
        let recorded = try #require(try text(sql, limit: 1_000_000))
        #expect(recorded.hasPrefix("SELECT a ") && recorded.hasSuffix("…"))
        #expect(!recorded.contains("secret"))
        let late = "SELECT $1" + String(repeating: " ", count: 40_000) + "FROM t WHERE name = 'secret'"
        #expect(try text(late, limit: 1_000_000)?.contains("secret") == false)
    }
}
