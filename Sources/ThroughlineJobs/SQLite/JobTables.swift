import Foundation
import GRDB

/// What is done with the broker's tables. Every function that changes something runs in a transaction of its caller's.
enum JobTables {
    // MARK: In

    static func enqueue(_ entry: BrokerEntry, at now: Timestamp, in db: Database) throws -> EnqueueOutcome {
        let expires = entry.uniqueWindow.map { Timestamp(now.date.advanced(by: $0)).microseconds }
        if let key = entry.uniqueKey {
            if let other = try holder(of: key, at: now, db) {
                let isEqual = entry.uniqueDigest.map { Data($0) == other.digest } ?? true
                return isEqual ? .duplicate(of: other.job) : .conflict(with: other.job)
            }
            try take(key, for: entry.id, until: expires, digest: entry.uniqueDigest, in: db)
        }
        let due = entry.start.map(Timestamp.init) ?? now
        var state: JobState = due.microseconds <= now.microseconds ? .ready : .scheduled
        if let key = entry.orderingKey, try isTaken(key, in: entry.queue, db) { state = .blocked }
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO throughline_jobs
                (id, queue, state, priority, enqueued, due, attempt_limit, group_name, unique_key, key_expires, keeps_key, keep,
                 ordering_key, message)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        try insert.execute(arguments: [
            Data(entry.id.bytes), entry.queue, state.code, entry.priority,
            now.microseconds, due.microseconds, max(1, entry.attemptLimit), entry.group, entry.uniqueKey, expires,
            entry.keepsKey ? 1 : 0, entry.keep.map { min(max(0, $0.wholeMicroseconds), longestKeep) },
            entry.orderingKey, Data(entry.message),
        ])
        return .enqueued(entry.id)
    }

    // MARK: Unique keys

    /// Which job has a key, and what another one with it has to be equal in.
    static func holder(of key: String, at now: Timestamp, _ db: Database) throws -> (job: JobID, digest: Data?)? {
        let holder = try db.cachedStatement(
            sql: "SELECT job, digest FROM throughline_job_keys WHERE key = ? AND (expires IS NULL OR expires > ?)"
        )
        guard let row = try Row.fetchOne(holder, arguments: [key, now.microseconds]),
            let job = JobID(bytes: row[0] as Data)
        else { return nil }
        return (job, row[1])
    }

    static func take(
        _ key: String,
        for job: JobID,
        until expires: Int64?,
        digest: [UInt8]? = nil,
        in db: Database
    ) throws {
        try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO throughline_job_keys (key, job, expires, digest) VALUES (?, ?, ?, ?)"
        ).execute(arguments: [key, Data(job.bytes), expires, digest.map { Data($0) }])
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
}

/// In microseconds: so long that a time and this can be added.
private let longestKeep: Int64 = 4_000_000_000_000_000_000
