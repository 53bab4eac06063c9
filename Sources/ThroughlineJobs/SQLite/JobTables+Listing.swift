import Foundation
import GRDB

extension JobTables {
    private static let columns = """
        id, queue, state, priority, attempt, attempt_limit, group_name, enqueued, due, worker, lease, ended, error, result,
        message, seq, ordering_key
        """

    static func entry(_ id: JobID, _ clock: BrokerClock, _ db: Database) throws -> StoredJob? {
        let find = try db.cachedStatement(sql: "SELECT \(columns) FROM throughline_jobs WHERE id = ?")
        return try Row.fetchOne(find, arguments: [Data(id.bytes)]).flatMap { StoredJob($0, clock) }
    }

    static func entries(_ filter: EntryFilter, _ clock: BrokerClock, _ db: Database) throws -> [StoredJob] {
        let (sql, arguments) = listing(filter)
        return try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments).compactMap {
            StoredJob($0, clock)
        }
    }

    static func counts(_ filter: EntryFilter, _ db: Database) throws -> [JobState: Int] {
        var counts: [JobState: Int] = [:]
        for state in filter.states ?? Set(JobState.allCases) {
            let (source, arguments) = source(filter, state)
            let count = try db.cachedStatement(sql: "SELECT COUNT(*) \(source)")
            let number = try Int.fetchOne(count, arguments: arguments) ?? 0
            if number > 0 { counts[state] = number }
        }
        return counts
    }

    static func listing(_ filter: EntryFilter) -> (sql: String, arguments: StatementArguments) {
        let limit = max(0, filter.limit)
        if filter.states == nil, filter.queue == nil, filter.group == nil {
            let sql = "SELECT \(columns) FROM throughline_jobs WHERE seq > ? ORDER BY seq LIMIT ?"
            return (sql, [filter.after ?? 0, limit])
        }
        // A state at a time, as each has an index of its own.
        var parts: [String] = []
        var arguments: StatementArguments = []
        for state in (filter.states ?? Set(JobState.allCases)).sorted(by: { $0.code < $1.code }) {
            let (source, values) = source(filter, state)
            parts.append("SELECT seq FROM (SELECT seq \(source) ORDER BY seq LIMIT ?)")
            arguments += values + [limit]
        }
        guard !parts.isEmpty else { return ("SELECT \(columns) FROM throughline_jobs WHERE 0", []) }
        let found = parts.joined(separator: " UNION ALL ")
        let sql =
            "SELECT \(columns) FROM throughline_jobs WHERE seq IN (\(found) ORDER BY seq LIMIT ?) ORDER BY seq"
        return (sql, arguments + [limit])
    }

    /// `FROM … WHERE …`: those of a state that match.
    static func source(_ filter: EntryFilter, _ state: JobState) -> (sql: String, arguments: StatementArguments) {
        var conditions = ["state = \(state.code)"]
        var arguments: StatementArguments = []
        var index =
            switch state {
            case .blocked: "blocked"
            case .scheduled: "scheduled"
            case .ready: "ready"
            case .running: "running"
            case .succeeded, .failed, .cancelled, .dead: "ended"
            }
        if let group = filter.group {
            index = "group"
            conditions.append("group_name = ?")
            arguments += [group]
        } else if state.hasEnded {
            // SQLite takes an index of some rows only where the query has its condition word for word.
            conditions.append("state > 2")
        }
        if let queue = filter.queue {
            conditions.append("queue = ?")
            arguments += [queue]
        }
        if let after = filter.after {
            conditions.append("seq > ?")
            arguments += [after]
        }
        // Without being told, SQLite would go through the table for the sake of the order.
        let sql = "FROM throughline_jobs INDEXED BY throughline_jobs_\(index) WHERE "
        return (sql + conditions.joined(separator: " AND "), arguments)
    }

    // MARK: Figures

    /// The queries of ``statistics(_:)``, each of which is answered by an index alone.
    static let figures: [(state: JobState, sql: String)] = [
        (.blocked, "SELECT queue, COUNT(*) FROM throughline_jobs WHERE state = -1 GROUP BY queue"),
        (.scheduled, "SELECT queue, COUNT(*) FROM throughline_jobs WHERE state = 0 GROUP BY queue"),
        (.ready, "SELECT queue, COUNT(*), MIN(due) FROM throughline_jobs WHERE state = 1 GROUP BY queue"),
        (.running, "SELECT queue, COUNT(*) FROM throughline_jobs WHERE state = 2 GROUP BY queue"),
        (.dead, "SELECT queue, COUNT(*) FROM throughline_jobs WHERE state > 2 AND state = 6 GROUP BY queue"),
    ]

    static func statistics(_ db: Database) throws -> [QueueStatistics] {
        var queues: [String: QueueStatistics] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT * FROM throughline_job_queues") {
            var queue = QueueStatistics(queue: row["queue"])
            queue.isPaused = (row["paused"] as Int) != 0
            queue.isClosed = (row["closed"] as Int) != 0
            queue.limit = row["running_limit"]
            queue.succeeded = row["succeeded"]
            queue.failed = row["failed"]
            queues[queue.queue] = queue
        }
        for (state, sql) in figures {
            for row in try Row.fetchAll(db.cachedStatement(sql: sql)) {
                let name: String = row[0]
                var queue = queues[name] ?? QueueStatistics(queue: name)
                switch state {
                case .blocked: queue.blocked = row[1]
                case .scheduled: queue.scheduled = row[1]
                case .ready:
                    queue.ready = row[1]
                    queue.oldestDue = Timestamp(microseconds: row[2]).date
                case .running: queue.running = row[1]
                default: queue.dead = row[1]
                }
                queues[name] = queue
            }
        }
        return queues.values.sorted { $0.queue < $1.queue }
    }
}

extension StoredJob {
    fileprivate init?(_ row: Row, _ clock: BrokerClock) {
        guard let id = JobID(bytes: row[0] as Data), let state = JobState(code: row[2]) else { return nil }
        self.init(
            id: id,
            position: row[15],
            queue: row[1],
            state: state,
            priority: row[3],
            attempt: row[4],
            attemptLimit: row[5],
            group: row[6],
            orderingKey: row[16],
            enqueued: Timestamp(microseconds: row[7]).date,
            due: Timestamp(microseconds: row[8]).date,
            worker: row[9],
            leaseEnd: (row[10] as Int64?).map { clock.date(ofLease: Timestamp(microseconds: $0)) },
            ended: (row[11] as Int64?).map { Timestamp(microseconds: $0).date },
            error: row[12],
            result: (row[13] as Data?).map { [UInt8]($0) },
            message: [UInt8](row[14] as Data)
        )
    }
}
