import Foundation
import GRDB

extension JobTables {
    /// Which dead letters are to be deleted.
    struct DeadLetters: Sendable {
        /// How old they may be; `nil` for any age.
        var age: Duration?
        /// The queues that they are of; `nil` for all.
        var queues: [String]?

        /// When they must have ended at the latest.
        fileprivate func latest(at now: Timestamp) -> Int64 {
            age.map { now.microseconds.subtractingReportingOverflow($0.wholeMicroseconds) }
                .map { $0.overflow ? .min : $0.partialValue } ?? .min
        }

        fileprivate static let condition = """
            state > 2 AND state = 6 AND ended <= ? AND \(JobTables.isInQueues)
            """
    }

    /// A condition that takes an array of queues as JSON, twice; `NULL` for all.
    static let isInQueues = "(? IS NULL OR queue IN (SELECT value FROM json_each(?)))"

    static func json(_ queues: [String]?) throws -> String? {
        try queues.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
    }

    /// Whether ``purge(limit:_:at:in:)`` has something to do.
    static func hasExpired(_ dead: DeadLetters, at now: Timestamp, _ db: Database) throws -> Bool {
        let sql = """
            SELECT EXISTS (SELECT 1 FROM throughline_jobs WHERE expires <= ?)
            OR EXISTS (SELECT 1 FROM throughline_job_keys WHERE expires <= ?)
            OR EXISTS (SELECT 1 FROM throughline_jobs WHERE \(DeadLetters.condition))
            """
        let queues = try json(dead.queues)
        let arguments: StatementArguments = [
            now.microseconds, now.microseconds, dead.latest(at: now), queues, queues,
        ]
        return try Bool.fetchOne(db.cachedStatement(sql: sql), arguments: arguments) ?? false
    }

    static func purge(limit: Int, _ dead: DeadLetters, at now: Timestamp, in db: Database) throws -> Int {
        let limit = max(0, limit)
        let expired = try db.cachedStatement(
            sql: """
                DELETE FROM throughline_jobs WHERE seq IN
                (SELECT seq FROM throughline_jobs WHERE expires IS NOT NULL AND expires <= ? LIMIT ?)
                """
        )
        try expired.execute(arguments: [now.microseconds, limit])
        var count = db.changesCount
        if dead.age != nil {
            let delete = try db.cachedStatement(
                sql: """
                    DELETE FROM throughline_jobs WHERE seq IN
                    (SELECT seq FROM throughline_jobs WHERE \(DeadLetters.condition) LIMIT ?)
                    """
            )
            let queues = try json(dead.queues)
            try delete.execute(arguments: [dead.latest(at: now), queues, queues, limit - count])
            count += db.changesCount
        }
        let keys = try db.cachedStatement(
            sql: """
                DELETE FROM throughline_job_keys WHERE key IN
                (SELECT key FROM throughline_job_keys WHERE expires IS NOT NULL AND expires <= ? LIMIT ?)
                """
        )
        try keys.execute(arguments: [now.microseconds, limit])
        // As many as there may be: there are more of them, then.
        return db.changesCount == limit ? limit : count
    }
}
