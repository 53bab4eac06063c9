import GRDB
import InMemoryTracing
import Synchronization
import Testing
import ThroughlineGRDB
import Tracing

/// A statement's span says why it failed, by SQLite's result code.
@Suite struct FailureTests {
    let tracer = InMemoryTracer()

    private func expect(
        _ span: FinishedInMemorySpan,
        _ code: Int,
        _ name: String,
        message: String?,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(span["db.response.status_code"] == String(code), sourceLocation: sourceLocation)
        #expect(span["error.type"] == name, sourceLocation: sourceLocation)
        #expect(span.status?.code == .error, sourceLocation: sourceLocation)
        #expect(span.status?.message == message, sourceLocation: sourceLocation)
        #expect(span.events.map(\.name) == ["exception"], sourceLocation: sourceLocation)
    }

    @Test(arguments: [
        (
            "INSERT INTO product (name) VALUES ('tea')", 2067, "SQLITE_CONSTRAINT_UNIQUE",
            "UNIQUE constraint failed: product.name"
        ),
        (
            "INSERT INTO product (id, name) VALUES (1, 'x')", 1555, "SQLITE_CONSTRAINT_PRIMARYKEY",
            "UNIQUE constraint failed: product.id"
        ),
        (
            "INSERT INTO product (name) VALUES (NULL)", 1299, "SQLITE_CONSTRAINT_NOTNULL",
            "NOT NULL constraint failed: product.name"
        ),
        ("INSERT INTO product (id, name) VALUES ('secret', 'x')", 20, "SQLITE_MISMATCH", "datatype mismatch"),
    ])
    func aConstraint(sql: String, code: Int, name: String, message: String) throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        tracer.run {
            #expect(throws: DatabaseError.self) { try queue.writeWithoutTransaction { try $0.execute(sql: sql) } }
        }
        expect(try tracer.span("INSERT product"), code, name, message: message)
    }

    @Test func whatATriggerSaysIsNotRecorded() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try queue.inDatabase {
            try $0.execute(sql: "CREATE TRIGGER no BEFORE DELETE ON product BEGIN SELECT RAISE(ABORT, 'secret'); END")
        }
        tracer.run {
            #expect(throws: DatabaseError.self) {
                try queue.writeWithoutTransaction { try $0.execute(sql: "DELETE FROM product") }
            }
        }
        expect(try tracer.span("DELETE product"), 1811, "SQLITE_CONSTRAINT_TRIGGER", message: "constraint failed")
    }

    @Test func aTextThatDoesNotCompile() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        tracer.run {
            #expect(throws: DatabaseError.self) {
                try queue.writeWithoutTransaction { try $0.execute(sql: "SELECT * FROM missing WHERE name = 'secret'") }
            }
            #expect(throws: DatabaseError.self) {
                try queue.writeWithoutTransaction { try $0.execute(sql: "SELEKT 'secret") }
            }
        }
        try #require(tracer.finishedSpans.count == 2)
        expect(tracer.finishedSpans[0], 1, "SQLITE_ERROR", message: "SQL logic error")
        #expect(tracer.finishedSpans[0].operationName == "SELECT missing")
        expect(tracer.finishedSpans[1], 1, "SQLITE_ERROR", message: "SQL logic error")
        for span in tracer.finishedSpans {
            span.attributes.forEach { name, value in #expect(!"\(name) \(value)".contains("secret")) }
        }
    }

    @Test func aTextThatDoesNotCompileIsRecordedWithoutTheRestOfTheScript() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        tracer.run {
            #expect(throws: DatabaseError.self) {
                try queue.writeWithoutTransaction {
                    try $0.execute(
                        sql: "INSERT INTO nope VALUES ('secret;', 1); DELETE FROM product WHERE id = ?",
                        arguments: [1]
                    )
                }
            }
        }
        let span = try tracer.span("INSERT nope")
        #expect(span["db.query.text"] == "INSERT INTO nope VALUES (?, ?)")
    }

    @Test func theErrorThatTheApplicationGetsIsTheOneItWouldGet() throws {
        let statements = [
            "INSERT INTO product (name) VALUES ('tea')", "SELECT * FROM missing", "SELEKT",
            "INSERT INTO product (name) VALUES (NULL)",
        ]
        let (traced, untraced) = (
            try DatabaseQueue.withProducts(tracer), try DatabaseQueue.withProducts(tracer, Configuration())
        )
        func errors(of queue: DatabaseQueue) -> [String] {
            statements.map { sql in
                do {
                    try queue.write { try $0.execute(sql: sql) }
                    return "none"
                } catch {
                    return "\(error)"
                }
            }
        }
        tracer.run {
            #expect(errors(of: traced) == errors(of: untraced))
        }
    }

    @Test func aLockThatAnotherHas() throws {
        let directory = try TestDirectory()
        let first = try DatabaseQueue(path: directory.database)
        let second = try DatabaseQueue(path: directory.database, configuration: .traced())
        try first.inTransaction(.exclusive) { _ in
            tracer.run {
                #expect(throws: DatabaseError.self) {
                    try second.writeWithoutTransaction { try $0.execute(sql: "CREATE TABLE a (b)") }
                }
            }
            return .rollback
        }
        expect(try tracer.span("CREATE TABLE a"), 5, "SQLITE_BUSY", message: "database is locked")
    }

    @Test func anInterruptionIsAnErrorUnlessTheTaskWasCancelled() async throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        let (started, signal) = AsyncStream.makeStream(of: Void.self)
        let announce = DatabaseFunction("announce", argumentCount: 0) { _ in
            signal.yield()
            return nil
        }
        queue.inDatabase { $0.add(function: announce) }
        let endless = "WITH RECURSIVE c(x) AS (SELECT announce() UNION ALL SELECT x FROM c) SELECT count(*) FROM c"

        await withTracer(tracer) {
            let interrupted = Task {
                try await queue.writeWithoutTransaction { try $0.execute(sql: endless) }
            }
            for await _ in started { break }
            queue.interrupt()
            await #expect(throws: DatabaseError.self) { try await interrupted.value }
        }
        try #require(tracer.finishedSpans.count == 1)
        expect(tracer.popFinishedSpans()[0], 9, "SQLITE_INTERRUPT", message: "interrupted")

        await withTracer(tracer) {
            let cancelled = Task {
                try await queue.writeWithoutTransaction { try $0.execute(sql: endless) }
            }
            for await _ in started { break }
            cancelled.cancel()
            await #expect(throws: CancellationError.self) { try await cancelled.value }
        }
        try #require(tracer.finishedSpans.count == 1)
        #expect(tracer.finishedSpans[0].status == nil)
        #expect(tracer.finishedSpans[0]["error.type"] == nil)
    }

    @Test func aFailureAfterTheFirstRowKeepsTheRows() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        tracer.run {
            #expect(throws: DatabaseError.self) {
                // The absolute value of the smallest integer is none.
                try queue.read {
                    try Int.fetchAll(
                        $0,
                        sql: "SELECT abs(CASE id WHEN 2 THEN -9223372036854775808 ELSE 1 END) FROM product"
                    )
                }
            }
        }
        let span = try tracer.span("SELECT product")
        #expect(span[integer: "db.response.returned_rows"] == 1)
        #expect(span["error.type"] == "SQLITE_ERROR")
    }

    @Test func aStatementThatFailedCanBeFollowedByAnother() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.write { db in
                #expect(throws: DatabaseError.self) { try db.execute(sql: "INSERT INTO product (name) VALUES ('tea')") }
                try db.execute(sql: "DELETE FROM product")
            }
        }
        #expect(try tracer.span("DELETE product").status == nil)
        #expect(try tracer.span("transaction")["throughline.db.transaction.outcome"] == "commit")
        #expect(try tracer.span("transaction").status == nil)
    }
}
