import GRDB
import InMemoryTracing
import Testing
import ThroughlineGRDB
import Tracing

@Suite struct TransactionSpanTests {
    let tracer = InMemoryTracer()

    struct Refusal: Error {}

    private let outcome = "throughline.db.transaction.outcome"
    private let kind = "throughline.db.transaction.kind"

    @Test func aTransactionIsTheParentOfItsStatements() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try withSpan("request") { _ in
                try queue.write { try $0.execute(sql: "INSERT INTO product (name) VALUES ('milk')") }
            }
        }
        let transaction = try tracer.span("transaction")
        #expect(transaction.isChild(of: try tracer.span("request")))
        for name in ["BEGIN", "INSERT product", "COMMIT"] {
            #expect(try tracer.span(name).isChild(of: transaction))
        }
        #expect(transaction.kind == .internal)
        #expect(transaction[outcome] == "commit")
        #expect(transaction[kind] == "immediate")
        #expect(transaction["db.system.name"] == "sqlite")
        #expect(transaction["db.namespace"] == ":memory:")
        #expect(transaction.status == nil)
    }

    @Test func anErrorRollsBack() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        tracer.run {
            #expect(throws: Refusal.self) { try queue.write { _ in throw Refusal() } }
        }
        let transaction = try tracer.span("transaction")
        #expect(transaction[outcome] == "rollback")
        #expect(transaction.status == nil, "the application wanted it so")
        #expect(try tracer.span("ROLLBACK").isChild(of: transaction))
    }

    @Test(arguments: [
        (Database.TransactionKind.deferred, "deferred"), (.immediate, "immediate"), (.exclusive, "exclusive"),
    ])
    func aTransactionHasItsKind(transactionKind: Database.TransactionKind, name: String) throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.inTransaction(transactionKind) { _ in .rollback }
        }
        #expect(try tracer.span("transaction")[kind] == name)
        #expect(try tracer.span("transaction")[outcome] == "rollback")
    }

    @Test func aStatementInASpanOfTheApplicationsOwnIsThatSpansChild() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.write { db in
                try withSpan("own") { _ in try db.execute(sql: "DELETE FROM product") }
                try db.execute(sql: "UPDATE product SET name = ''")
            }
        }
        #expect(try tracer.span("DELETE product").isChild(of: try tracer.span("own")))
        #expect(try tracer.span("UPDATE product").isChild(of: try tracer.span("transaction")))
    }

    @Test func savepointsNest() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.write { db in
                try db.inSavepoint {
                    try db.execute(sql: "INSERT INTO product (name) VALUES ('milk')")
                    try db.inSavepoint {
                        try db.execute(sql: "DELETE FROM product")
                        return .rollback
                    }
                    return .commit
                }
                try db.execute(sql: "UPDATE product SET name = name || '!'")
            }
        }
        let savepoints = tracer.finishedSpans.filter { $0.operationName == "savepoint" }
        try #require(savepoints.count == 2)
        let (inner, outer) = (savepoints[0], savepoints[1])
        let transaction = try tracer.span("transaction")
        #expect(try tracer.span("DELETE product").isChild(of: inner))
        #expect(inner.isChild(of: outer))
        #expect(try tracer.span("INSERT product").isChild(of: outer))
        #expect(outer.isChild(of: transaction))
        #expect(try tracer.span("UPDATE product").isChild(of: transaction))
        #expect(inner[outcome] == "rollback")
        #expect(outer[outcome] == "commit")
        #expect(transaction[outcome] == "commit")
    }

    @Test func aReleaseEndsAllSavepointsWithin() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.write { db in
                try db.execute(sql: "SAVEPOINT a; SAVEPOINT b; SAVEPOINT \"C\"; RELEASE A; DELETE FROM product")
            }
        }
        #expect(tracer.names.filter { $0 == "savepoint" }.count == 3)
        #expect(try tracer.span("DELETE product").isChild(of: try tracer.span("transaction")))
    }

    @Test func workAfterARollbackToASavepointIsCommittedWithIt() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.write { db in
                try db.execute(
                    sql:
                        "SAVEPOINT a; DELETE FROM product; ROLLBACK TO a; UPDATE product SET name = ''  WHERE id = 1; RELEASE a"
                )
            }
        }
        #expect(try tracer.span("savepoint")[outcome] == "commit")
    }

    @Test func aSavepointOutsideOfATransactionIsOne() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "SAVEPOINT a; DELETE FROM product; RELEASE a")
                try db.execute(sql: "SELECT 1")
            }
        }
        let transaction = try tracer.span("transaction")
        #expect(transaction[kind] == "deferred")
        #expect(transaction[outcome] == "commit")
        #expect(try tracer.span("DELETE product").isChild(of: transaction))
        #expect(try tracer.span("SELECT").parentSpanID == nil)
    }

    @Test func savepointsWithoutEndAreHarmless() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.write { db in
                for _ in 0..<100 { try db.execute(sql: "SAVEPOINT grdb") }
                for _ in 0..<99 { try db.execute(sql: "RELEASE grdb") }
                try db.execute(sql: "DELETE FROM product")
                try db.execute(sql: "ROLLBACK TO grdb; RELEASE grdb")
                try db.execute(sql: "UPDATE product SET name = ''  WHERE id = 1")
            }
        }
        #expect(tracer.names.filter { $0 == "savepoint" }.count == 31)
        #expect(try tracer.span("UPDATE product").isChild(of: try tracer.span("transaction")))
        #expect(tracer.activeSpans.isEmpty)
    }

    @Test func aConstraintThatIsDeferredFailsTheCommitAndTheTransaction() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try queue.inDatabase {
            try $0.execute(sql: "CREATE TABLE part (product INTEGER REFERENCES product DEFERRABLE INITIALLY DEFERRED)")
        }
        tracer.clearFinishedSpans()
        tracer.run {
            #expect(throws: DatabaseError.self) {
                try queue.write { try $0.execute(sql: "INSERT INTO part VALUES (99)") }
            }
        }
        let commit = try tracer.span("COMMIT")
        let transaction = try tracer.span("transaction")
        #expect(commit["db.response.status_code"] == "787")
        #expect(commit["error.type"] == "SQLITE_CONSTRAINT_FOREIGNKEY")
        #expect(transaction[outcome] == "rollback")
        #expect(transaction["error.type"] == "SQLITE_CONSTRAINT_FOREIGNKEY")
        #expect(transaction.status?.code == .error)
        #expect(try tracer.span("INSERT part").status == nil)
        #expect(try tracer.span("ROLLBACK").isChild(of: transaction))
    }

    @Test func aCommitThatSucceedsAtLastIsOne() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try queue.inDatabase {
            try $0.execute(sql: "CREATE TABLE part (product INTEGER REFERENCES product DEFERRABLE INITIALLY DEFERRED)")
        }
        tracer.clearFinishedSpans()
        try withTracer(tracer) {
            try queue.inDatabase { db in
                try db.beginTransaction()
                try db.execute(sql: "INSERT INTO part VALUES (99)")
                #expect(throws: DatabaseError.self) { try db.commit() }
                try db.execute(sql: "DELETE FROM part")
                try db.commit()
            }
        }
        let transaction = try tracer.span("transaction")
        #expect(transaction[outcome] == "commit")
        #expect(transaction.status == nil)
    }

    @Test func anObserverThatRefusesTheCommitRollsBack() throws {
        final class Observer: TransactionObserver {
            func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
            func databaseDidChange(with event: DatabaseEvent) {}
            func databaseWillCommit() throws { throw Refusal() }
            func databaseDidCommit(_ db: Database) {}
            func databaseDidRollback(_ db: Database) {}
        }
        let queue = try DatabaseQueue.withProducts(tracer)
        queue.add(transactionObserver: Observer(), extent: .databaseLifetime)
        tracer.run {
            #expect(throws: Refusal.self) { try queue.write { try $0.execute(sql: "DELETE FROM product") } }
        }
        let transaction = try tracer.span("transaction")
        #expect(transaction[outcome] == "rollback")
        #expect(transaction["error.type"] == "SQLITE_CONSTRAINT_COMMITHOOK")
    }

    @Test func anErrorThatUndoesTheTransactionEndsIt() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        tracer.run {
            #expect(throws: DatabaseError.self) {
                try queue.write { try $0.execute(sql: "INSERT OR ROLLBACK INTO product (name) VALUES ('tea')") }
            }
        }
        let transaction = try tracer.span("transaction")
        #expect(transaction[outcome] == "rollback")
        #expect(transaction["error.type"] == "SQLITE_CONSTRAINT_UNIQUE")
        #expect(!tracer.names.contains("ROLLBACK"))
    }

    @Test func aTransactionThatDoesNotBeginHasNoOutcome() throws {
        let directory = try TestDirectory()
        let first = try DatabaseQueue(path: directory.database)
        let second = try DatabaseQueue(path: directory.database, configuration: .traced())
        try first.inTransaction(.exclusive) { _ in
            tracer.run {
                #expect(throws: DatabaseError.self) { try second.write { _ in } }
            }
            return .rollback
        }
        let transaction = try tracer.span("transaction")
        #expect(transaction[outcome] == nil)
        #expect(transaction["error.type"] == "SQLITE_BUSY")
        #expect(try tracer.span("BEGIN")["db.response.status_code"] == "5")
        #expect(tracer.activeSpans.isEmpty)
    }

    @Test func aTransactionWithinOneFailsLikeAnyStatement() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.inTransaction { db in
                #expect(throws: DatabaseError.self) { try db.execute(sql: "BEGIN") }
                return .commit
            }
            queue.inDatabase { db in
                #expect(throws: DatabaseError.self) { try db.execute(sql: "COMMIT") }
                #expect(throws: DatabaseError.self) { try db.execute(sql: "RELEASE nothing") }
            }
        }
        #expect(tracer.names.filter { $0 == "transaction" }.count == 1)
        #expect(tracer.finishedSpans.filter { $0["error.type"] == "SQLITE_ERROR" }.count == 3)
        #expect(try tracer.span("transaction")[outcome] == "commit")
        #expect(tracer.activeSpans.isEmpty)
    }

    @Test func readsHaveNoTransactionUnlessAskedFor() throws {
        let directory = try TestDirectory()
        let pool = try DatabasePool.withProducts(tracer, in: directory)
        let queue = try DatabaseQueue(path: directory.path + "/other.sqlite", configuration: .traced())
        try withTracer(tracer) {
            try withSpan("request") { _ in
                _ = try pool.read { try Int.fetchAll($0, sql: "SELECT 1") }
                _ = try queue.read { try Int.fetchAll($0, sql: "SELECT 2") }
            }
        }
        #expect(tracer.names == ["SELECT", "SELECT", "request"])
        #expect(tracer.finishedSpans[0].isChild(of: tracer.finishedSpans[2]))
        try withTracer(tracer) { try queue.write { try $0.execute(sql: "CREATE TABLE a (b)") } }
        #expect(tracer.names.contains("transaction"), "a queue that has read can write")
    }

    @Test func readsHaveTransactionsOnOptIn() throws {
        let directory = try TestDirectory()
        let pool = try DatabasePool.withProducts(tracer, in: directory, .traced { $0.readTransactions = true })
        try withTracer(tracer) {
            _ = try pool.read { try Int.fetchAll($0, sql: "SELECT 1") }
        }
        #expect(try tracer.span("SELECT").isChild(of: try tracer.span("transaction")))
        #expect(try tracer.span("transaction")[kind] == "deferred")
    }

    @Test func aTransactionThatIsLeftOpenEndsWithItsConnection() throws {
        var configuration = Configuration.traced()
        configuration.allowsUnsafeTransactions = true
        try withTracer(tracer) {
            let queue = try DatabaseQueue.withProducts(tracer, configuration)
            try queue.inDatabase { try $0.beginTransaction() }
            #expect(tracer.activeSpans.count == 1)
            try queue.close()
        }
        #expect(try tracer.span("transaction")[outcome] == nil)
        #expect(tracer.activeSpans.isEmpty)
    }
}
