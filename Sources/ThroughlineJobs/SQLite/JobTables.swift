import Foundation
import GRDB

/// The broker's tables, and what is done with them. Every function runs in a transaction of its caller's.
enum JobTables {
    static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS throughline_jobs (
                    seq INTEGER PRIMARY KEY,
                    id BLOB NOT NULL UNIQUE,
                    queue TEXT NOT NULL,
                    state INTEGER NOT NULL,
                    priority INTEGER NOT NULL,
                    enqueued INTEGER NOT NULL,
                    due INTEGER NOT NULL,
                    attempt INTEGER NOT NULL DEFAULT 0,
                    attempt_limit INTEGER NOT NULL,
                    claim INTEGER,
                    lease INTEGER,
                    worker TEXT,
                    cancelling INTEGER NOT NULL DEFAULT 0,
                    group_name TEXT,
                    unique_key TEXT,
                    keep INTEGER,
                    ended INTEGER,
                    expires INTEGER,
                    error TEXT,
                    result BLOB,
                    message BLOB NOT NULL
                );
                CREATE INDEX IF NOT EXISTS throughline_jobs_scheduled ON throughline_jobs (due) WHERE state = 0;
                CREATE INDEX IF NOT EXISTS throughline_jobs_ready ON throughline_jobs (queue, priority DESC, seq) WHERE state = 1;
                CREATE INDEX IF NOT EXISTS throughline_jobs_running ON throughline_jobs (lease) WHERE state = 2;
                CREATE INDEX IF NOT EXISTS throughline_jobs_ended ON throughline_jobs (queue, state) WHERE state > 2;
                CREATE INDEX IF NOT EXISTS throughline_jobs_expiring ON throughline_jobs (expires) WHERE expires IS NOT NULL;
                CREATE INDEX IF NOT EXISTS throughline_jobs_group ON throughline_jobs (group_name, seq) WHERE group_name IS NOT NULL;
                CREATE TABLE IF NOT EXISTS throughline_job_queues (
                    queue TEXT PRIMARY KEY,
                    paused INTEGER NOT NULL DEFAULT 0,
                    running_limit INTEGER,
                    succeeded INTEGER NOT NULL DEFAULT 0,
                    failed INTEGER NOT NULL DEFAULT 0
                ) WITHOUT ROWID;
                CREATE TABLE IF NOT EXISTS throughline_job_schedules (
                    name TEXT PRIMARY KEY,
                    next INTEGER,
                    remaining INTEGER,
                    definition BLOB NOT NULL
                );
                CREATE TABLE IF NOT EXISTS throughline_job_keys (
                    key TEXT PRIMARY KEY,
                    job BLOB NOT NULL,
                    expires INTEGER
                ) WITHOUT ROWID;
                """
        )
    }

    // MARK: In

    static func enqueue(_ entry: BrokerEntry, at now: Timestamp, in db: Database) throws -> EnqueueOutcome {
        if let key = entry.uniqueKey, let other = try take(key, for: entry, at: now, in: db) {
            return .duplicate(of: other)
        }
        let due = entry.start.map(Timestamp.init) ?? now
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO throughline_jobs
                (id, queue, state, priority, enqueued, due, attempt_limit, group_name, unique_key, keep, message)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        try insert.execute(arguments: [
            Data(entry.id.bytes), entry.queue, due.microseconds <= now.microseconds ? 1 : 0, entry.priority, now, due,
            max(1, entry.attemptLimit), entry.group, entry.uniqueKey, entry.keep?.wholeMicroseconds,
            Data(entry.message),
        ])
        return .enqueued(entry.id)
    }

    /// Takes a unique key, or says which job has it.
    private static func take(_ key: String, for entry: BrokerEntry, at now: Timestamp, in db: Database) throws -> JobID?
    {
        let holder = try db.cachedStatement(
            sql: "SELECT job FROM throughline_job_keys WHERE key = ? AND (expires IS NULL OR expires > ?)"
        )
        if let job = try Data.fetchOne(holder, arguments: [key, now]), let id = JobID(bytes: job) { return id }
        let take = try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO throughline_job_keys (key, job, expires) VALUES (?, ?, ?)"
        )
        let expires = entry.uniqueWindow.map { Timestamp(now.date.advanced(by: $0)) }
        try take.execute(arguments: [key, Data(entry.id.bytes), expires])
        return nil
    }

    /// Gives a key back that was taken until the job's end.
    static func release(_ key: String?, of id: JobID, in db: Database) throws {
        guard let key else { return }
        try db.cachedStatement(sql: "DELETE FROM throughline_job_keys WHERE key = ? AND job = ? AND expires IS NULL")
            .execute(arguments: [key, Data(id.bytes)])
    }

    // MARK: Leases

    static func extend(_ claim: ClaimID, to end: Timestamp, in db: Database) throws -> LeaseState {
        let extend = try db.cachedStatement(
            sql: "UPDATE throughline_jobs SET lease = ? WHERE id = ? AND claim = ? AND state = 2 RETURNING cancelling"
        )
        switch try Int.fetchOne(extend, arguments: [end, Data(claim.job.bytes), claim.number]) {
        case nil: return .lost
        case 0: return .held
        default: return .cancelling
        }
    }

    static func nextStart(in queues: [String], _ db: Database) throws -> Date? {
        // A queue of its own has its jobs scattered over the index, of which there are few that are near.
        let starts = try db.cachedStatement(
            sql: "SELECT queue, due FROM throughline_jobs WHERE state = 0 ORDER BY due LIMIT 1000"
        )
        let rows = try Row.fetchCursor(starts)
        while let row = try rows.next() {
            if queues.contains(row[0]) { return (row[1] as Timestamp).date }
        }
        return nil
    }

    static func purge(limit: Int, at now: Timestamp, in db: Database) throws -> Int {
        let purge = try db.cachedStatement(
            sql: """
                DELETE FROM throughline_jobs WHERE seq IN
                (SELECT seq FROM throughline_jobs WHERE expires IS NOT NULL AND expires <= ? LIMIT ?)
                """
        )
        try purge.execute(arguments: [now, max(0, limit)])
        let count = db.changesCount
        try db.cachedStatement(sql: "DELETE FROM throughline_job_keys WHERE expires <= ?").execute(arguments: [now])
        return count
    }
}
