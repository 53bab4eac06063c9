import Foundation
import GRDB
import Synchronization
import Testing

@testable import ThroughlineJobs

@Suite("The SQLite broker's tables", .timeLimit(.minutes(5)))
struct SQLiteSchemaTests {
    @Test("are found by their indexes: nothing goes through all the jobs")
    func plans() async throws {
        let broker = try SQLiteBroker(path: TemporaryFile.path())
        let statements = Mutex<Set<String>>([])
        let clock = BrokerClock.system
        let now = clock.now
        try await broker.pool.writeWithoutTransaction { db in
            try db.inTransaction {
                db.trace { event in
                    if case .statement(let statement) = event { statements.withLock { _ = $0.insert(statement.sql) } }
                }
                defer { db.trace() }
                var entry = BrokerEntry.plain(keep: .seconds(60))
                entry.uniqueKey = "k"
                entry.orderingKey = "o"
                _ = try JobTables.enqueue(entry, at: now, in: db)
                _ = try JobTables.enqueue(.plain(start: now.date.addingTimeInterval(-1)), at: now, in: db)
                try JobTables.setLimit(9, queue: "q", in: db)
                let claimed = try JobTables.claim(.of("q"), at: clock, in: db)
                for claim in claimed.map(\.claim) { _ = try JobTables.extend(claim, to: now, in: db) }
                let outcomes: [Settlement.Outcome] = [
                    .succeeded(result: nil), .retry(at: now.date, error: ""), .dead(error: ""), .cancelled,
                ]
                for (outcome, index) in zip(outcomes, [0, 1, 1, 0]) {
                    let settlement = Settlement(claim: claimed[index].claim, outcome: outcome)
                    _ = try JobTables.settle([settlement], at: now, in: db)
                }
                _ = try JobTables.hasLost(in: ["q"], at: now, db)
                _ = try JobTables.rescue(.by("r"), lostBy: now, at: clock, in: db)
                let dead = JobTables.DeadLetters(age: .seconds(1), queues: ["q"])
                _ = try JobTables.hasExpired(dead, at: now, db)
                _ = try JobTables.purge(limit: 9, dead, at: now, in: db)
                _ = try JobTables.nextStart(in: ["q"], db)
                _ = try JobTables.cancel(entry.id, at: now, in: db)
                _ = try JobTables.requeue(entry.id, at: now, in: db)
                _ = try JobTables.delete(entry.id, at: now, in: db)
                _ = try JobTables.isClosed("q", db)
                _ = try JobTables.entry(entry.id, clock, db)
                for group in [nil, "g"] {
                    for queue in [nil, "q"] {
                        for states in [nil, Set(JobState.allCases), [.dead]] {
                            let filter = EntryFilter(queue: queue, group: group, states: states, after: 1)
                            _ = try JobTables.counts(filter, db)
                            _ = try JobTables.entries(filter, clock, db)
                        }
                    }
                }
                for figure in JobTables.figures { _ = try Row.fetchAll(db, sql: figure.sql) }
                return .commit
            }
            let found = statements.withLock { $0 }.filter { $0.contains("throughline_job") }
            #expect(found.count > 30)
            for sql in found.sorted() {
                let arguments = StatementArguments(sql.filter { $0 == "?" }.map { _ in 1 })
                let plan = try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: arguments)
                for step in plan.map({ $0["detail"] as String }) {
                    #expect(!step.hasPrefix("SCAN throughline"), "\(step): \(sql)")
                    if sql.contains("GROUP BY") {
                        #expect(step.contains("COVERING") || step.contains("TEMP"), "\(step): \(sql)")
                    }
                }
            }
        }
    }

    @Test("are not touched when a later release has made them")
    func newerSchema() throws {
        let path = TemporaryFile.path()
        _ = try SQLiteBroker(path: path)
        try OtherConnection(path).execute("UPDATE throughline_job_schema SET version = version + 1")
        #expect(throws: SQLiteBrokerError.newerSchema(JobSchema.version + 1)) { try SQLiteBroker(path: path) }
    }

    @Test("are opened without waiting where they are there already")
    func openWhileLocked() throws {
        let path = TemporaryFile.path()
        let first = try SQLiteBroker(path: path)
        let other = try OtherConnection(path)
        try other.begin()
        let second = try SQLiteBroker(path: path, busyTimeout: .zero)
        #expect(first.path == second.path)
        try other.rollback()
    }

    @Test("are nobody else's to read")
    func mode() throws {
        let path = TemporaryFile.path()
        let broker = try SQLiteBroker(path: path)
        for file in [path, path + "-wal"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
        _ = broker
    }

    @Test(
        "take nothing that a worker could not read",
        arguments: [
            "id = x'0102'", "id = 'abcdefghijklmnop'", "state = 9", "queue = NULL", "due = 'soon'", "message = 'text'",
            "attempt = 1.5", "state = 2",
        ]
    )
    func strictness(_ change: String) async throws {
        let path = TemporaryFile.path()
        let broker = try SQLiteBroker(path: path)
        _ = try await broker.enqueue([.plain()])
        let other = try OtherConnection(path)
        #expect(throws: DatabaseError.self) { try other.execute("UPDATE throughline_jobs SET \(change)") }
        #expect(try await broker.claim(.of("q")).count == 1)
    }
}
