import Foundation
import GRDB

extension JobTables {
    static func settle(_ settlements: [Settlement], at now: Timestamp, in db: Database) throws -> [Bool] {
        var tally = Tally()
        let settled = try settlements.map { settlement in
            guard let queue = try settle(settlement, at: now, in: db) else { return false }
            tally.count(settlement.outcome, in: queue)
            for follower in settlement.followers { _ = try enqueue(follower, at: now, in: db) }
            return true
        }
        try tally.write(to: db)
        return settled
    }

    /// How many ended well and badly, by queue: to be written once, not for every job.
    struct Tally {
        private var counts: [String: (succeeded: Int, failed: Int)] = [:]

        mutating func count(_ outcome: Settlement.Outcome, in queue: String) {
            switch outcome {
            case .succeeded: counts[queue, default: (0, 0)].succeeded += 1
            case .failed, .dead: counts[queue, default: (0, 0)].failed += 1
            case .retry, .cancelled, .released: break
            }
        }

        func write(to db: Database) throws {
            for (queue, count) in counts {
                let add = try db.cachedStatement(
                    sql: """
                        INSERT INTO throughline_job_queues (queue, succeeded, failed) VALUES (?, ?, ?)
                        ON CONFLICT (queue) DO UPDATE
                        SET succeeded = succeeded + excluded.succeeded, failed = failed + excluded.failed
                        """
                )
                try add.execute(arguments: [queue, count.succeeded, count.failed])
            }
        }
    }

    /// - Returns: The job's queue; `nil` where the claim is not good any more.
    private static func settle(_ settlement: Settlement, at now: Timestamp, in db: Database) throws -> String? {
        switch settlement.outcome {
        case .succeeded(let result): return try end(settlement.claim, .succeeded, result: result, at: now, in: db)
        case .failed(let error): return try end(settlement.claim, .failed, error: error, at: now, in: db)
        case .dead(let error): return try end(settlement.claim, .dead, error: error, at: now, in: db)
        case .cancelled: return try end(settlement.claim, .cancelled, at: now, in: db)
        case .retry(let date, let error):
            return try wait(settlement.claim, until: date, error: error, isCounted: true, at: now, in: db)
        case .released(let date):
            return try wait(settlement.claim, until: date, error: nil, isCounted: false, at: now, in: db)
        }
    }

    private static func wait(
        _ claim: ClaimID,
        until date: Date,
        error: String?,
        isCounted: Bool,
        at now: Timestamp,
        in db: Database
    ) throws -> String? {
        let due = Timestamp(date)
        let wait = try db.cachedStatement(
            sql: """
                UPDATE throughline_jobs SET state = ?, due = ?, attempt = attempt - ?, error = COALESCE(?, error),
                claim = NULL, lease = NULL, cancelling = 0
                WHERE id = ? AND claim = ? AND state = 2 RETURNING queue
                """
        )
        return try String.fetchOne(
            wait,
            arguments: [
                due.microseconds <= now.microseconds ? 1 : 0, due, isCounted ? 0 : 1, error.map(shortened),
                Data(claim.job.bytes), claim.number,
            ]
        )
    }

    private static func end(
        _ claim: ClaimID,
        _ state: JobState,
        result: [UInt8]? = nil,
        error: String? = nil,
        at now: Timestamp,
        in db: Database
    ) throws -> String? {
        let id = Data(claim.job.bytes)
        var row: Row?
        if state != .dead {
            let delete = try db.cachedStatement(
                sql: """
                    DELETE FROM throughline_jobs WHERE id = ? AND claim = ? AND state = 2 AND keep IS NULL
                    RETURNING queue, unique_key
                    """
            )
            row = try Row.fetchOne(delete, arguments: [id, claim.number])
        }
        if row == nil {
            let keep = try db.cachedStatement(
                sql: """
                    UPDATE throughline_jobs SET state = ?, ended = ?, error = COALESCE(?, error), result = ?,
                    expires = CASE ? WHEN 6 THEN NULL ELSE ? + keep END, claim = NULL, lease = NULL, cancelling = 0
                    WHERE id = ? AND claim = ? AND state = 2 RETURNING queue, unique_key
                    """
            )
            row = try Row.fetchOne(
                keep,
                arguments: [
                    state.code, now, error.map(shortened), result.map { Data($0) }, state.code, now, id, claim.number,
                ]
            )
        }
        guard let row else { return nil }
        try release(row[1], of: claim.job, in: db)
        return row[0]
    }

    /// An error's text for the row. The whole of it is in the trace.
    static func shortened(_ text: String) -> String {
        text.utf8.count <= 4_000 ? text : String(text.prefix(1_000)) + "…"
    }

    // MARK: Rescue

    static func rescue(limit: Int, at now: Timestamp, in db: Database) throws -> [RescuedEntry] {
        let lost = try db.cachedStatement(
            sql: """
                SELECT id, attempt, attempt_limit, enqueued, due, group_name, message, queue, claim, worker, cancelling
                FROM throughline_jobs WHERE state = 2 AND lease <= ? ORDER BY seq LIMIT ?
                """
        )
        var tally = Tally()
        let rescued: [RescuedEntry] = try Row.fetchAll(lost, arguments: [now, max(0, limit)]).compactMap { row in
            guard let entry = ClaimedEntry(row, queue: row[7], claim: row[8]) else { return nil }
            let worker = row[9] as String? ?? ""
            let isDead = entry.attempt >= entry.attemptLimit
            let error = WorkerLost(worker: worker).description
            if (row[10] as Int) != 0 {
                _ = try end(entry.claim, .cancelled, error: error, at: now, in: db)
            } else if isDead {
                _ = try end(entry.claim, .dead, error: error, at: now, in: db)
                tally.count(.dead(error: error), in: entry.queue)
            } else {
                _ = try wait(entry.claim, until: now.date, error: error, isCounted: true, at: now, in: db)
            }
            return RescuedEntry(entry: entry, worker: worker, isDead: isDead)
        }
        try tally.write(to: db)
        return rescued
    }
}

extension JobState {
    /// The state as the tables have it. They keep it: a number never changes its meaning.
    var code: Int {
        switch self {
        case .scheduled: 0
        case .ready: 1
        case .running: 2
        case .succeeded: 3
        case .failed: 4
        case .cancelled: 5
        case .dead: 6
        }
    }

    init?(code: Int) {
        guard let state = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = state
    }
}
