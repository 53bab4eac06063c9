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
                sql: "SELECT keep, unique_key FROM throughline_jobs WHERE id = ? AND state < 2",
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
        return true
    }

    static func requeue(_ id: JobID, at now: Timestamp, in db: Database) throws -> Bool {
        let bytes = Data(id.bytes)
        let find = """
            SELECT state, unique_key FROM throughline_jobs
            WHERE id = ? AND state > 3 AND unique_key IS NOT NULL AND key_expires IS NULL
            """
        // A key that was taken for a while only is not asked for again.
        if let key = try Row.fetchOne(db, sql: find, arguments: [bytes]).map({ $0[1] as String }) {
            guard try holder(of: key, at: now, db) == nil else { return false }
            try take(key, for: id, until: nil, in: db)
        }
        let sql = """
            UPDATE throughline_jobs SET attempt = CASE state WHEN 0 THEN attempt ELSE 0 END,
            error = CASE state WHEN 0 THEN error ELSE NULL END, state = 1, due = ?, ended = NULL, expires = NULL
            WHERE id = ? AND state IN (0, 4, 5, 6)
            """
        try db.execute(sql: sql, arguments: [now.microseconds, bytes])
        return db.changesCount > 0
    }

    static func delete(_ id: JobID, in db: Database) throws -> Bool {
        let bytes = Data(id.bytes)
        let delete = try db.cachedStatement(
            sql: "DELETE FROM throughline_jobs WHERE id = ? AND state <> 2 RETURNING unique_key"
        )
        guard let row = try Row.fetchOne(delete, arguments: [bytes]) else { return false }
        if let key = row[0] as String? {
            try db.execute(
                sql: "DELETE FROM throughline_job_keys WHERE key = ? AND job = ?",
                arguments: [key, bytes]
            )
        }
        return true
    }
}
