import Foundation
import GRDB

extension JobTables {
    private static let columns = """
        id, queue, state, priority, attempt, attempt_limit, group_name, enqueued, due, worker, lease, ended, error, result,
        message
        """

    static func entry(_ id: JobID, _ db: Database) throws -> StoredJob? {
        let find = try db.cachedStatement(sql: "SELECT \(columns) FROM throughline_jobs WHERE id = ?")
        return try Row.fetchOne(find, arguments: [Data(id.bytes)]).flatMap(StoredJob.init)
    }

    static func entries(_ filter: EntryFilter, _ db: Database) throws -> [StoredJob] {
        let (condition, arguments) = condition(filter)
        let sql = "SELECT \(columns) FROM throughline_jobs WHERE \(condition) ORDER BY seq LIMIT ?"
        return try Row.fetchAll(db, sql: sql, arguments: arguments + [max(0, filter.limit)]).compactMap(
            StoredJob.init
        )
    }

    static func counts(_ filter: EntryFilter, _ db: Database) throws -> [JobState: Int] {
        let (condition, arguments) = condition(filter)
        let sql = "SELECT state, COUNT(*) FROM throughline_jobs WHERE \(condition) GROUP BY state"
        return try Row.fetchAll(db, sql: sql, arguments: arguments).reduce(into: [:]) { counts, row in
            if let state = JobState(code: row[0]) { counts[state] = row[1] }
        }
    }

    private static func condition(_ filter: EntryFilter) -> (String, StatementArguments) {
        var conditions = ["1"]
        var arguments: StatementArguments = []
        if let queue = filter.queue {
            conditions.append("queue = ?")
            arguments += [queue]
        }
        if let group = filter.group {
            conditions.append("group_name = ?")
            arguments += [group]
        }
        if let states = filter.states {
            conditions.append("state IN (\(states.map { String($0.code) }.joined(separator: ",")))")
        }
        if let after = filter.after {
            conditions.append("seq > COALESCE((SELECT seq FROM throughline_jobs WHERE id = ?), 0)")
            arguments += [Data(after.bytes)]
        }
        return (conditions.joined(separator: " AND "), arguments)
    }

    static func statistics(_ db: Database) throws -> [QueueStatistics] {
        var queues: [String: QueueStatistics] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT * FROM throughline_job_queues") {
            var queue = QueueStatistics(queue: row["queue"])
            queue.isPaused = (row["paused"] as Int) != 0
            queue.limit = row["running_limit"]
            queue.succeeded = row["succeeded"]
            queue.failed = row["failed"]
            queues[queue.queue] = queue
        }
        // A state at a time, so that each count is of an index.
        for state in [JobState.scheduled, .ready, .running, .dead] {
            let sql =
                "SELECT queue, COUNT(*), MIN(due) FROM throughline_jobs WHERE state = \(state.code) GROUP BY queue"
            for row in try Row.fetchAll(db, sql: sql) {
                let name: String = row[0]
                var queue = queues[name] ?? QueueStatistics(queue: name)
                switch state {
                case .scheduled: queue.scheduled = row[1]
                case .ready:
                    queue.ready = row[1]
                    queue.oldestDue = (row[2] as Timestamp).date
                case .running: queue.running = row[1]
                default: queue.dead = row[1]
                }
                queues[name] = queue
            }
        }
        return queues.values.sorted { $0.queue < $1.queue }
    }

    static func setPaused(_ isPaused: Bool, queue: String, in db: Database) throws {
        let sql = """
            INSERT INTO throughline_job_queues (queue, paused) VALUES (?, ?)
            ON CONFLICT (queue) DO UPDATE SET paused = excluded.paused
            """
        try db.execute(sql: sql, arguments: [queue, isPaused])
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
                sql: "UPDATE throughline_jobs SET state = 5, ended = ?, expires = ? WHERE id = ?",
                arguments: [now, Timestamp(microseconds: now.microseconds + keep), bytes]
            )
        } else {
            try db.execute(sql: "DELETE FROM throughline_jobs WHERE id = ?", arguments: [bytes])
        }
        try release(row[1], of: id, in: db)
        return true
    }

    static func requeue(_ id: JobID, at now: Timestamp, in db: Database) throws -> Bool {
        let sql = """
            UPDATE throughline_jobs SET attempt = CASE state WHEN 0 THEN attempt ELSE 0 END, state = 1, due = ?,
            ended = NULL, expires = NULL WHERE id = ? AND state IN (0, 4, 5, 6)
            """
        try db.execute(sql: sql, arguments: [now, Data(id.bytes)])
        return db.changesCount > 0
    }

    static func delete(_ id: JobID, in db: Database) throws -> Bool {
        let bytes = Data(id.bytes)
        try db.execute(sql: "DELETE FROM throughline_jobs WHERE id = ? AND state <> 2", arguments: [bytes])
        guard db.changesCount > 0 else { return false }
        try db.execute(sql: "DELETE FROM throughline_job_keys WHERE job = ?", arguments: [bytes])
        return true
    }
}

extension StoredJob {
    fileprivate init?(_ row: Row) {
        guard let id = JobID(bytes: row[0] as Data), let state = JobState(code: row[2]) else { return nil }
        self.init(
            id: id,
            queue: row[1],
            state: state,
            priority: row[3],
            attempt: row[4],
            attemptLimit: row[5],
            group: row[6],
            enqueued: (row[7] as Timestamp).date,
            due: (row[8] as Timestamp).date,
            worker: row[9],
            leaseEnd: (row[10] as Timestamp?)?.date,
            ended: (row[11] as Timestamp?)?.date,
            error: row[12],
            result: (row[13] as Data?).map { [UInt8]($0) },
            message: [UInt8](row[14] as Data)
        )
    }
}
