import Foundation
import GRDB

extension JobTables {
    static func setPaused(_ isPaused: Bool, queue: String, in db: Database) throws {
        let sql = """
            INSERT INTO throughline_job_queues (queue, paused) VALUES (?, ?)
            ON CONFLICT (queue) DO UPDATE SET paused = excluded.paused
            """
        try db.execute(sql: sql, arguments: [queue, isPaused ? 1 : 0])
    }

    static func setClosed(_ isClosed: Bool, queue: String, in db: Database) throws {
        let sql = """
            INSERT INTO throughline_job_queues (queue, closed) VALUES (?, ?)
            ON CONFLICT (queue) DO UPDATE SET closed = excluded.closed
            """
        try db.execute(sql: sql, arguments: [queue, isClosed ? 1 : 0])
    }

    static func isClosed(_ queue: String, _ db: Database) throws -> Bool {
        let find = try db.cachedStatement(sql: "SELECT closed FROM throughline_job_queues WHERE queue = ?")
        return try Int.fetchOne(find, arguments: [queue]) ?? 0 != 0
    }

    static func setLimit(_ limit: Int?, queue: String, in db: Database) throws {
        let sql = """
            INSERT INTO throughline_job_queues (queue, running_limit) VALUES (?, ?)
            ON CONFLICT (queue) DO UPDATE SET running_limit = excluded.running_limit
            """
        try db.execute(sql: sql, arguments: [queue, limit.map { max(0, $0) }])
    }

    static func cancel(_ id: JobID, at now: Timestamp, in db: Database) throws -> Bool {
        let bytes = Data(id.bytes)
        try db.execute(sql: "UPDATE throughline_jobs SET cancelling = 1 WHERE id = ? AND state = 2", arguments: [bytes])
        if db.changesCount > 0 { return true }
        guard
            let row = try Row.fetchOne(
                db,
                sql: "SELECT keep, unique_key, queue, ordering_key FROM throughline_jobs WHERE id = ? AND state < 2",
                arguments: [bytes]
            )
        else { return false }
        if let keep = row[0] as Int64? {
            try db.execute(
                sql: "UPDATE throughline_jobs SET state = 5, ended = ?, expires = ? + ? WHERE id = ?",
                arguments: [now.microseconds, now.microseconds, keep, bytes]
            )
        } else {
            try db.execute(sql: "DELETE FROM throughline_jobs WHERE id = ?", arguments: [bytes])
        }
        try release(row[1], of: id, in: db)
        try passTurn(of: row[3], in: row[2], at: now, db)
        return true
    }

    static func requeue(_ id: JobID, at now: Timestamp, in db: Database) throws -> Bool {
        let bytes = Data(id.bytes)
        let find = """
            SELECT state, unique_key, key_expires, queue, ordering_key FROM throughline_jobs
            WHERE id = ? AND state IN (0, 4, 5, 6)
            """
        guard let row = try Row.fetchOne(db, sql: find, arguments: [bytes]), let state = JobState(code: row[0]) else {
            return false
        }
        // A key that was taken for a while only is not asked for again.
        if state.hasEnded, let key = row[1] as String?, row[2] as Int64? == nil {
            guard try holder(of: key, at: now, db) == nil else { return false }
            try take(key, for: id, until: nil, in: db)
        }
        var isBlocked = false
        if state.hasEnded, let key = row[4] as String? { isBlocked = try isTaken(key, in: row[3], db) }
        let sql = """
            UPDATE throughline_jobs SET attempt = CASE state WHEN 0 THEN attempt ELSE 0 END,
            error = CASE state WHEN 0 THEN error ELSE NULL END, state = ?, due = ?, ended = NULL, expires = NULL
            WHERE id = ?
            """
        let next: JobState = isBlocked ? .blocked : .ready
        try db.execute(sql: sql, arguments: [next.code, now.microseconds, bytes])
        return true
    }

    static func delete(_ id: JobID, at now: Timestamp, in db: Database) throws -> Bool {
        let bytes = Data(id.bytes)
        let delete = try db.cachedStatement(
            sql: "DELETE FROM throughline_jobs WHERE id = ? AND state <> 2 RETURNING unique_key, queue, ordering_key"
        )
        guard let row = try Row.fetchOne(delete, arguments: [bytes]) else { return false }
        if let key = row[0] as String? {
            try db.execute(
                sql: "DELETE FROM throughline_job_keys WHERE key = ? AND job = ?",
                arguments: [key, bytes]
            )
        }
        try passTurn(of: row[2], in: row[1], at: now, db)
        return true
    }
}
