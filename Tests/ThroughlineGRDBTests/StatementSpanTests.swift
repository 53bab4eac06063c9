import GRDB
import InMemoryTracing
import Testing
import ThroughlineGRDB
import ThroughlineSQL
import Tracing

@Suite struct StatementSpanTests {
    let tracer = InMemoryTracer()

    @Test func aStatementHasASpanWithWhatTheConventionAsksFor() throws {
        let directory = try TestDirectory()
        let pool = try DatabasePool.withProducts(tracer, in: directory)
        try withTracer(tracer) {
            _ = try pool.read { try String.fetchAll($0, sql: "SELECT name FROM product WHERE id < ?", arguments: [3]) }
        }
        let span = try tracer.span("SELECT product")
        #expect(span.kind == .client)
        #expect(span["db.system.name"] == "sqlite")
        #expect(span["db.namespace"] == "shop.sqlite")
        #expect(span["db.query.summary"] == "SELECT product")
        #expect(span["db.query.text"] == "SELECT name FROM product WHERE id < ?")
        #expect(span[integer: "db.response.returned_rows"] == 2)
        #expect(span["db.response.status_code"] == nil)
        #expect(span["error.type"] == nil)
        #expect(span.status == nil)
    }

    @Test func aDatabaseInMemoryIsInternal() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            _ = try queue.read { try String.fetchAll($0, sql: "SELECT name FROM product") }
        }
        let span = try tracer.span("SELECT product")
        #expect(span.kind == .internal)
        #expect(span["db.namespace"] == ":memory:")
    }

    @Test func theNamespaceCanBeChosen() throws {
        let queue = try DatabaseQueue.withProducts(tracer, .traced { $0.namespace = "shop" })
        try withTracer(tracer) {
            _ = try queue.read { try String.fetchAll($0, sql: "SELECT name FROM product") }
        }
        #expect(try tracer.span("SELECT product")["db.namespace"] == "shop")
    }

    @Test func literalsAreNotRecorded() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.writeWithoutTransaction { try $0.execute(sql: "INSERT INTO product (name) VALUES ('secret')") }
        }
        #expect(try tracer.span("INSERT product")["db.query.text"]?.contains("secret") == false)
    }

    @Test func everyStatementOfATextHasASpan() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.writeWithoutTransaction { db in
                try db.execute(
                    sql: """
                        -- what it is for
                        INSERT INTO product (name) VALUES (?);
                        UPDATE product SET name = ? WHERE id = 3;;
                        DELETE FROM product;
                        """,
                    arguments: ["milk", "oat milk"]
                )
            }
        }
        #expect(tracer.names == ["INSERT product", "UPDATE product", "DELETE product"])
    }

    @Test func everyRunOfAPreparedStatementHasASpan() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.writeWithoutTransaction { db in
                let statement = try db.makeStatement(sql: "INSERT INTO product (name) VALUES (?)")
                for number in 1...5 { try statement.execute(arguments: ["product \(number)"]) }
                for _ in 1...2 { _ = try db.cachedStatement(sql: "SELECT * FROM product").makeNames() }
            }
        }
        #expect(tracer.names.filter { $0 == "INSERT product" }.count == 5)
        #expect(tracer.names.filter { $0 == "SELECT product" }.count == 2)
    }

    @Test func affectedRowsAreThoseOfTheStatementItself() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "UPDATE product SET name = name || '!'")
                try db.execute(sql: "DELETE FROM product WHERE id > 100")
                _ = try String.fetchAll(db, sql: "INSERT INTO product (name) VALUES ('a'), ('b'), ('c') RETURNING name")
                _ = try String.fetchAll(db, sql: "SELECT name FROM product")
            }
        }
        #expect(try tracer.span("UPDATE product")[integer: "throughline.db.affected_rows"] == 2)
        #expect(try tracer.span("DELETE product")[integer: "throughline.db.affected_rows"] == 0)
        let insert = try tracer.span("INSERT product")
        #expect(insert[integer: "throughline.db.affected_rows"] == 3)
        #expect(insert[integer: "db.response.returned_rows"] == 3)
        #expect(try tracer.span("SELECT product")[integer: "throughline.db.affected_rows"] == nil)
    }

    @Test func aTriggersStatementsArePartOfTheOneThatFiredIt() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try queue.inDatabase {
            try $0.execute(
                sql: """
                    CREATE TABLE log (text TEXT);
                    CREATE TRIGGER logged AFTER INSERT ON product BEGIN INSERT INTO log VALUES (new.name); END
                    """
            )
        }
        try withTracer(tracer) {
            try queue.writeWithoutTransaction { try $0.execute(sql: "INSERT INTO product (name) VALUES ('milk')") }
        }
        #expect(tracer.names == ["INSERT product"])
    }

    @Test func rowsThatWereFetchedAreCountedWhenACursorIsDropped() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.read { db in
                _ = try String.fetchOne(db, sql: "SELECT name FROM product ORDER BY id")
            }
        }
        #expect(try tracer.span("SELECT product")[integer: "db.response.returned_rows"] == 1)
    }

    @Test func aCursorThatStaysOpenDoesNotCountWhatTheApplicationDoesMeanwhile() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        var middle: UInt64 = 0
        try withTracer(tracer) {
            try queue.read { db in
                let cursor = try String.fetchCursor(db, sql: "SELECT name FROM product")
                _ = try cursor.next()
                middle = DefaultTracerClock.now.nanosecondsSinceEpoch
                // Reading the clock is the work that it does.
                while DefaultTracerClock.now.nanosecondsSinceEpoch < middle + 2_000_000 {}
                withExtendedLifetime(cursor) {}
            }
        }
        let span = try tracer.span("SELECT product")
        #expect(span.endInstant.nanosecondsSinceEpoch < middle + 1_000_000)
        #expect(span.endInstant.nanosecondsSinceEpoch >= span.startInstant.nanosecondsSinceEpoch)
    }

    @Test func cursorsInterleaveWithoutMixingTheirRows() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.read { db in
                let names = try String.fetchCursor(db, sql: "SELECT name FROM product")
                while let name = try names.next() {
                    _ = try Int.fetchAll(db, sql: "SELECT id FROM product WHERE name = ?", arguments: [name])
                }
            }
        }
        #expect(tracer.finishedSpans.map { $0[integer: "db.response.returned_rows"] } == [1, 1, 2])
    }

    @Test func aStatementThatIsRunAfterTheSchemaHasChangedHasOneSpan() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.writeWithoutTransaction { db in
                let statement = try db.makeStatement(sql: "SELECT * FROM product")
                _ = try statement.makeNames()
                try db.execute(sql: "ALTER TABLE product ADD COLUMN price INTEGER")
                tracer.clearFinishedSpans()
                #expect(try statement.makeNames().count == 2)
            }
        }
        #expect(try tracer.span("SELECT product")[integer: "db.response.returned_rows"] == 2)
    }

    @Test(arguments: ["", "  ", ";;", "-- nothing", "/* nothing */ ;"])
    func blankSQLIsHarmless(sql: String) throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        }
        #expect(tracer.names.isEmpty)
    }

    @Test func parametersAreRecordedOnOptIn() throws {
        let queue = try DatabaseQueue.withProducts(tracer, .traced { $0.parameters = .all })
        try withTracer(tracer) {
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "INSERT INTO product (name) VALUES (:name)", arguments: ["name": "it's"])
            }
        }
        #expect(try tracer.span("INSERT product")["db.query.parameter.name"] == "it's")
    }

    @Test func noParameterIsRecordedUnlessAskedFor() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "INSERT INTO product (name) VALUES (:name)", arguments: ["name": "secret"])
            }
        }
        let span = try tracer.span("INSERT product")
        span.attributes.forEach { name, value in #expect(!"\(name) \(value)".contains("secret")) }
    }

    @Test func moreOpenCursorsThanAnybodyNeedsAreHarmless() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        try withTracer(tracer) {
            try queue.read { db in
                var cursors: [Any] = []
                for _ in 0..<200 {
                    let cursor = try String.fetchCursor(db, sql: "SELECT name FROM product")
                    _ = try cursor.next()
                    cursors.append(cursor)
                }
            }
            _ = try queue.read { try String.fetchAll($0, sql: "SELECT name FROM product") }
        }
        #expect(tracer.names.count == 65)
        #expect(tracer.activeSpans.isEmpty)
    }
}

extension Statement {
    fileprivate func makeNames() throws -> [String] {
        try Row.fetchAll(self).map { $0["name"] }
    }
}
