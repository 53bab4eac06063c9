import InMemoryTracing
import SemanticConventions
import SpanRecording
import TestSupport
import Testing
import ThroughlineSQL

@Suite("The span of a batch")
struct BatchTests {
    private let database = TracedDatabase.postgresql()

    @Test("has the summary that all statements share")
    func sameSummary() throws {
        let span = try record {
            database.withBatch(["INSERT INTO a VALUES (1)", "INSERT INTO a VALUES (2, 3)"]) { _ in }
        }
        #expect(span.operationName == "BATCH INSERT a")
        #expect(span[.dbQuerySummary] == "BATCH INSERT a")
        #expect(span[.dbOperationName] == "BATCH")
        #expect(span[.dbOperationBatchSize] == 2)
        #expect(span[.dbQueryText] == "INSERT INTO a VALUES (?); INSERT INTO a VALUES (?, ?)")
    }

    @Test("has the text once where all have the same")
    func sameText() async throws {
        let statements = ["DELETE FROM a WHERE x = 1", "DELETE FROM a WHERE x = 2", "DELETE FROM a WHERE x = 3"]
        let span = try await record { await database.withBatch(statements) { _ in await Task.yield() } }
        #expect(span.operationName == "BATCH DELETE a")
        #expect(span[.dbQueryText] == "DELETE FROM a WHERE x = ?")
        #expect(span[.dbOperationBatchSize] == 3)
    }

    @Test("has every text where they differ, also those that stand there twice")
    func repeatedTexts() throws {
        let a = "DELETE FROM a WHERE x = 1"
        let b = "DELETE FROM a"
        let span = try record { database.withBatch([a, a, b, a, "", b, b]) { _ in } }
        #expect(span[.dbOperationBatchSize] == 7)
        let marked = "DELETE FROM a WHERE x = ?"
        #expect(span[.dbQueryText] == [marked, marked, b, marked, b, b].joined(separator: "; "))
    }

    @Test("is only a batch where they differ")
    func different() throws {
        let span = try record { database.withBatch(["INSERT INTO a VALUES (1)", "DELETE FROM b"]) { _ in } }
        #expect(span.operationName == "BATCH")
        #expect(span[.dbQueryText] == "INSERT INTO a VALUES (?); DELETE FROM b")
    }

    @Test("with several sets of parameters has one text, and no values")
    func parameterSets() async throws {
        let all = TracedDatabase.postgresql { $0.parameters = .all }
        let span = try await record {
            await all.withBatch("INSERT INTO a VALUES ($1)", parameterSets: 500) { span in
                #expect(span.sql == "INSERT INTO a VALUES ($1)")
                await Task.yield()
            }
        }
        #expect(span.operationName == "BATCH INSERT a")
        #expect(span[.dbQueryText] == "INSERT INTO a VALUES ($1)")
        #expect(span[.dbOperationBatchSize] == 500)
    }

    @Test("of one is a statement like any other")
    func one() throws {
        for span in [
            try record { database.withBatch(["DELETE FROM a"]) { _ in } },
            try record { database.withBatch("DELETE FROM a", parameterSets: 1) { _ in } },
        ] {
            #expect(span.operationName == "DELETE a")
            #expect(span[.dbOperationBatchSize] == nil)
            #expect(span[.dbOperationName] == nil)
        }
    }

    @Test("of none says so")
    func none() throws {
        let span = try record { database.withBatch([]) { _ in } }
        #expect(span.operationName == "BATCH")
        #expect(span[.dbOperationBatchSize] == 0)
        #expect(span[.dbQueryText] == nil)
        #expect(
            try record { database.withBatch("DELETE FROM a", parameterSets: -3) { _ in } }[.dbOperationBatchSize] == 0
        )
    }

    @Test("has a text that is as long as others may be")
    func limit() throws {
        let short = TracedDatabase.postgresql { $0.queryTextLimit = 30 }
        let statements = (0..<1000).map { "DELETE FROM t\($0)" }
        let span = try record { short.withBatch(statements) { _ in } }
        #expect(span[.dbQueryText] == "DELETE FROM t0; DELETE FROM t1…")
        #expect(span[.dbOperationBatchSize] == 1000)
    }

    @Test("is read as far as is recorded, and 64 statements of one summary stand for all")
    func endless() throws {
        let short = TracedDatabase.postgresql { $0.queryTextLimit = 100 }
        let none = TracedDatabase.postgresql { $0.queryText = .none }
        let same = (0..<64).map { "DELETE FROM a WHERE x = \($0)" }
        for database in [short, none] {
            let span = try record { database.withBatch(same + ["DELETE FROM b"]) { _ in } }
            #expect(span.operationName == "BATCH DELETE a")
            #expect(span[.dbOperationBatchSize] == 65)
            let early = try record { database.withBatch(same[..<63] + ["DELETE FROM b"]) { _ in } }
            #expect(early.operationName == "BATCH")
        }
        // The recorded text is not full yet.
        #expect(try record { database.withBatch(same + ["DELETE FROM b"]) { _ in } }.operationName == "BATCH")
    }
}
