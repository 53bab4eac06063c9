import Foundation
import GRDB

/// What is done with the broker's tables. Every function that changes something runs in a transaction of its caller's.
enum JobTables {
    // MARK: In

    static func enqueue(_ entry: BrokerEntry, at now: Timestamp, in db: Database) throws -> EnqueueOutcome {
        let expires = entry.uniqueWindow.map { Timestamp(now.date.advanced(by: $0)).microseconds }
        if let key = entry.uniqueKey {
            if let other = try holder(of: key, at: now, db) { return .duplicate(of: other) }
            try take(key, for: entry.id, until: expires, in: db)
        }
        let due = entry.start.map(Timestamp.init) ?? now
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO throughline_jobs
                (id, queue, state, priority, enqueued, due, attempt_limit, group_name, unique_key, key_expires, keeps_key, keep,
                 message)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        try insert.execute(arguments: [
            Data(entry.id.bytes), entry.queue, due.microseconds <= now.microseconds ? 1 : 0, entry.priority,
            now.microseconds, due.microseconds, max(1, entry.attemptLimit), entry.group, entry.uniqueKey, expires,
            entry.keepsKey ? 1 : 0, entry.keep.map { min(max(0, $0.wholeMicroseconds), longestKeep) },
            Data(entry.message),
        ])
        return .enqueued(entry.id)
    }

    // MARK: Unique keys

    /// Which job has a key.
    static func holder(of key: String, at now: Timestamp, _ db: Database) throws -> JobID? {
        let holder = try db.cachedStatement(
            sql: "SELECT job FROM throughline_job_keys WHERE key = ? AND (expires IS NULL OR expires > ?)"
        )
        return try Data.fetchOne(holder, arguments: [key, now.microseconds]).flatMap { JobID(bytes: $0) }
    }

    static func take(_ key: String, for job: JobID, until expires: Int64?, in db: Database) throws {
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO throughline_job_keys (key, job, expires) VALUES (?, ?, ?)")
            .execute(arguments: [key, Data(job.bytes), expires])
    }

    /// Gives a key back that was taken until the job's end, or lets the job have it for as long as it is kept.
    static func release(_ key: String?, of id: JobID, keptUntil expires: Int64? = nil, in db: Database) throws {
        guard let key else { return }
        if let expires {
            return try db.cachedStatement(
                sql: "UPDATE throughline_job_keys SET expires = ? WHERE key = ? AND job = ? AND expires IS NULL"
            ).execute(arguments: [expires, key, Data(id.bytes)])
        }
        try db.cachedStatement(sql: "DELETE FROM throughline_job_keys WHERE key = ? AND job = ? AND expires IS NULL")
            .execute(arguments: [key, Data(id.bytes)])
    }

    // MARK: Time

    static func nextStart(in queues: [String], _ db: Database) throws -> Date? {
        let first = try db.cachedStatement(sql: "SELECT MIN(due) FROM throughline_jobs WHERE state = 0 AND queue = ?")
        return try queues.compactMap { try Timestamp.fetchOne(first, arguments: [$0]) }
            .min { $0.microseconds < $1.microseconds }?.date
    }

    /// Whether ``purge(limit:deadLetterAge:at:in:)`` has something to do.
    static func hasExpired(_ deadLetterAge: Duration?, at now: Timestamp, _ db: Database) throws -> Bool {
        let sql = """
            SELECT EXISTS (SELECT 1 FROM throughline_jobs WHERE expires <= ?)
            OR EXISTS (SELECT 1 FROM throughline_job_keys WHERE expires <= ?)
            OR EXISTS (SELECT 1 FROM throughline_jobs WHERE state > 2 AND state = 6 AND ended <= ?)
            """
        let arguments = [now.microseconds, now.microseconds, latest(deadLetterAge, at: now)]
        return try Bool.fetchOne(db.cachedStatement(sql: sql), arguments: StatementArguments(arguments)) ?? false
    }

    static func purge(limit: Int, deadLetterAge: Duration?, at now: Timestamp, in db: Database) throws -> Int {
        let limit = max(0, limit)
        let expired = try db.cachedStatement(
            sql: """
                DELETE FROM throughline_jobs WHERE seq IN
                (SELECT seq FROM throughline_jobs WHERE expires IS NOT NULL AND expires <= ? LIMIT ?)
                """
        )
        try expired.execute(arguments: [now.microseconds, limit])
        var count = db.changesCount
        if deadLetterAge != nil {
            let dead = try db.cachedStatement(
                sql: """
                    DELETE FROM throughline_jobs WHERE seq IN
                    (SELECT seq FROM throughline_jobs WHERE state > 2 AND state = 6 AND ended <= ? LIMIT ?)
                    """
            )
            try dead.execute(arguments: [latest(deadLetterAge, at: now), limit - count])
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

    /// When dead letters must have ended at the latest to be deleted.
    private static func latest(_ age: Duration?, at now: Timestamp) -> Int64 {
        age.map { now.microseconds.subtractingReportingOverflow($0.wholeMicroseconds) }
            .map { $0.overflow ? .min : $0.partialValue } ?? .min
    }
}

/// In microseconds: so long that a time and this can be added.
private let longestKeep: Int64 = 4_000_000_000_000_000_000
