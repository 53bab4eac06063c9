import GRDB
import InMemoryTracing
import Synchronization
import Testing
import ThroughlineGRDB
import Tracing

/// An application's own `db.trace` and this library's tracing on one connection.
@Suite struct TraceHookTests {
    let tracer = InMemoryTracer()
    let seen = Seen()

    final class Seen: Sendable {
        private let events = Mutex<[String]>([])

        func note(_ event: Database.TraceEvent) {
            switch event {
            case .statement(let statement): events.withLock { $0.append(statement.sql) }
            case .profile(let statement, _): events.withLock { $0.append("profile \(statement.sql)") }
            }
        }

        func take() -> [String] {
            events.withLock { events in
                defer { events = [] }; return events
            }
        }
    }

    private func select(_ queue: DatabaseQueue) throws {
        _ = seen.take()
        tracer.clearFinishedSpans()
        try withTracer(tracer) {
            try queue.inDatabase { _ = try Int.fetchAll($0, sql: "SELECT 1") }
        }
    }

    @Test func aHookThatIsSetBeforeKeepsWorking() throws {
        var configuration = Configuration()
        configuration.prepareDatabase { [seen] db in db.trace { seen.note($0) } }
        configuration.traceStatements()
        try select(DatabaseQueue(configuration: configuration))
        #expect(seen.take() == ["SELECT 1"])
        #expect(tracer.names.count == 1)
    }

    @Test func aHookThatIsSetAfterKeepsWorking() throws {
        var configuration = Configuration()
        configuration.traceStatements()
        configuration.prepareDatabase { [seen] db in db.trace { seen.note($0) } }
        try select(DatabaseQueue(configuration: configuration))
        #expect(seen.take() == ["SELECT 1"])
        #expect(tracer.names.count == 1)
    }

    @Test func aHookGetsTheEventsThatItAskedForAndNoOther() throws {
        var configuration = Configuration()
        configuration.traceStatements()
        configuration.prepareDatabase { [seen] db in db.trace(options: .profile) { seen.note($0) } }
        let queue = try DatabaseQueue(configuration: configuration)
        try select(queue)
        #expect(seen.take() == ["profile SELECT 1"])
        queue.inDatabase { db in db.trace(options: [.statement, .profile]) { [seen] in seen.note($0) } }
        try select(queue)
        #expect(seen.take() == ["SELECT 1", "profile SELECT 1"])
    }

    @Test func aHookCanBeSetReplacedAndTakenAwayOnAnOpenConnection() throws {
        let queue = try DatabaseQueue(configuration: .traced())
        queue.inDatabase { db in db.trace { [seen] in seen.note($0) } }
        try select(queue)
        #expect(seen.take() == ["SELECT 1"])

        let other = Seen()
        queue.inDatabase { db in db.trace { other.note($0) } }
        try select(queue)
        #expect(seen.take().isEmpty)
        #expect(other.take() == ["SELECT 1"])

        queue.inDatabase { db in db.trace(nil) }
        try select(queue)
        #expect(other.take().isEmpty)
        #expect(tracer.names.count == 1)
    }

    @Test func everyConnectionOfAPoolHasBoth() throws {
        let directory = try TestDirectory()
        var configuration = Configuration()
        configuration.prepareDatabase { [seen] db in db.trace { seen.note($0) } }
        configuration.traceStatements()
        let pool = try DatabasePool(path: directory.database, configuration: configuration)
        _ = seen.take()
        try withTracer(tracer) {
            _ = try pool.unsafeRead { try Int.fetchAll($0, sql: "SELECT 2") }
            try pool.writeWithoutTransaction { _ = try Int.fetchAll($0, sql: "SELECT 3") }
        }
        #expect(
            seen.take().filter { $0.hasPrefix("SELECT ") } == [
                "SELECT * FROM sqlite_master LIMIT 1", "SELECT 2", "SELECT 3",
            ]
        )
        #expect(tracer.names.count == 2)
    }

    @Test func tracingTwiceIsTracingOnceByTheLastConfiguration() throws {
        var configuration = Configuration.traced { $0.namespace = "first" }
        configuration.prepareDatabase { [seen] db in db.trace { seen.note($0) } }
        var tracing = StatementTracing()
        tracing.namespace = "second"
        configuration.traceStatements(tracing)
        try select(DatabaseQueue(configuration: configuration))
        #expect(tracer.finishedSpans.map { $0["db.namespace"] } == ["second"])
        #expect(seen.take() == ["SELECT 1"])
    }

    @Test func aConnectionThatIsNotTracedHasItsHookOnly() throws {
        let queue = try DatabaseQueue()
        queue.inDatabase { db in db.trace { [seen] in seen.note($0) } }
        try select(queue)
        #expect(seen.take() == ["SELECT 1"])
        #expect(tracer.names.isEmpty)
    }

    @Test func hooksOfClosedConnectionsAreNotMetAgain() throws {
        for number in 0..<200 {
            // One after the other, connections have the same address.
            var configuration = Configuration()
            if number.isMultiple(of: 2) { configuration.traceStatements() }
            if number.isMultiple(of: 3) { configuration.prepareDatabase { [seen] db in db.trace { seen.note($0) } } }
            let queue = try DatabaseQueue(configuration: configuration)
            try select(queue)
            #expect(seen.take() == (number.isMultiple(of: 3) ? ["SELECT 1"] : []))
            #expect(tracer.names.count == (number.isMultiple(of: 2) ? 1 : 0))
            if number.isMultiple(of: 5) { try queue.close() }
        }
    }

    @Test func aDatabaseOutlivesItsStatementsAndTheOtherWayRound() throws {
        weak var traced: DatabaseQueue?
        var statement: Statement?
        try withTracer(tracer) {
            let queue = try DatabaseQueue(configuration: .traced())
            traced = queue
            try queue.inDatabase { db in
                statement = try db.makeStatement(sql: "SELECT 1 UNION SELECT 2")
                _ = try statement.map { try Row.fetchAll($0) }
            }
        }
        #expect(traced == nil)
        // The connection is a zombie now, until its last statement is gone. The span has ended when it was closed.
        #expect(tracer.names.count == 1)
        withExtendedLifetime(statement) {}
        statement = nil
        #expect(tracer.activeSpans.isEmpty)
    }

    @Test func closingWithAnOpenCursorFailsAsItWouldWithoutTracingAndTheConnectionGoesOn() throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        var cursor: FastDatabaseValueCursor<String>?
        try withTracer(tracer) {
            try queue.inDatabase { db in
                cursor = try String.fetchCursor(db, sql: "SELECT name FROM product")
                _ = try cursor?.next()
            }
            #expect(throws: DatabaseError.self) { try queue.close() }
            try queue.inDatabase { db in
                #expect(try cursor?.next() != nil)
                cursor = nil
                _ = try String.fetchAll(db, sql: "SELECT name FROM product")
            }
        }
        #expect(tracer.names.count == 2)
        #expect(tracer.activeSpans.isEmpty)
        try queue.close()
    }
}
