import SemanticConventions
import SpanRecording
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

    @Test("is the text as it is where the values come as parameters")
    func parameterised() throws {
        #expect(try text(mixed) == mixed)
        #expect(try text("SELECT 1", isParameterised: true) == "SELECT 1")
    }

    @Test("has no literals where they do not")
    func sanitized() throws {
        let expected = "SELECT * FROM t WHERE kind = ? AND id = $1 "
        #expect(try text(mixed, isParameterised: false) == expected)
        #expect(try text("SELECT * FROM t WHERE kind = 'draft'") == "SELECT * FROM t WHERE kind = ?")
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
    }
}
