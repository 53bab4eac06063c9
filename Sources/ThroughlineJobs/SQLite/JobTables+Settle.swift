import Foundation
import GRDB

extension JobTables {
    static func settle(_ settlements: [Settlement], at now: Timestamp, in db: Database) throws -> [SettlementResult] {
        var tally = Tally()
        let results = try settlements.map { settlement in
            guard let queue = try settle(settlement, at: now, in: db) else {
                return try isHeld(settlement.claim, db) ? SettlementResult.cancelling : .lost
            }
            tally.count(settlement.outcome, in: queue)
            for follower in settlement.followers { _ = try enqueue(follower, at: now, in: db) }
            return .settled
        }
        try tally.write(to: db)
        return results
    }

    /// How many ended well and badly, by queue: to be written once, not for every job.
    private struct Tally {
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

    /// - Returns: The job's queue; `nil` where the claim is not good any more, or somebody has cancelled the job.
    private static func settle(_ settlement: Settlement, at now: Timestamp, in db: Database) throws -> String? {
        let claim = settlement.claim
        switch settlement.outcome {
        case .succeeded(let result): return try end(claim, .succeeded, result: result, at: now, in: db)
        case .failed(let error): return try end(claim, .failed, error: error, at: now, in: db)
        case .dead(let error): return try end(claim, .dead, error: error, at: now, in: db)
        case .cancelled: return try end(claim, .cancelled, at: now, in: db)
        case .retry(let date, let error): return try wait(claim, until: date, error: error, at: now, in: db)
        case .released(let date): return try wait(claim, until: date, isCounted: false, at: now, in: db)
        }
    }

    private static func isHeld(_ claim: ClaimID, _ db: Database) throws -> Bool {
        let find = try db.cachedStatement(
            sql: "SELECT 1 FROM throughline_jobs WHERE id = ? AND claim = ? AND state = 2"
        )
        return try Int.fetchOne(find, arguments: [Data(claim.job.bytes), claim.number]) != nil
    }

    private static func wait(
        _ claim: ClaimID,
        until date: Date,
        error: String? = nil,
        isCounted: Bool = true,
        at now: Timestamp,
        in db: Database
    ) throws -> String? {
        let due = Timestamp(date)
        let wait = try db.cachedStatement(
            sql: """
                UPDATE throughline_jobs SET state = ?, due = ?, attempt = attempt - ?, error = COALESCE(?, error),
                claim = NULL, lease = NULL, lost = NULL
                WHERE id = ? AND claim = ? AND state = 2 AND cancelling = 0 RETURNING queue
                """
        )
        return try String.fetchOne(
            wait,
            arguments: [
                due.microseconds <= now.microseconds ? 1 : 0, due.microseconds, isCounted ? 0 : 1,
                error.map(shortened), Data(claim.job.bytes), claim.number,
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
        // Not so a job that somebody has cancelled.
        let condition = state == .succeeded ? "AND cancelling = 0" : ""
        var row: Row?
        if state != .dead {
            let delete = try db.cachedStatement(
                sql: """
                    DELETE FROM throughline_jobs WHERE id = ? AND claim = ? AND state = 2 AND keep IS NULL \(condition)
                    RETURNING queue, unique_key, NULL, ordering_key
                    """
            )
            row = try Row.fetchOne(delete, arguments: [id, claim.number])
        }
        if row == nil {
            let keep = try db.cachedStatement(
                sql: """
                    UPDATE throughline_jobs SET state = ?, ended = ?, error = COALESCE(?, error), result = ?,
                    expires = CASE ? WHEN 6 THEN NULL ELSE ? + keep END, claim = NULL, lease = NULL, lost = NULL,
                    cancelling = 0
                    WHERE id = ? AND claim = ? AND state = 2 \(condition)
                    RETURNING queue, unique_key, CASE keeps_key WHEN 1 THEN expires END, ordering_key
                    """
            )
            row = try Row.fetchOne(
                keep,
                arguments: [
                    state.code, now.microseconds, error.map(shortened), result.map { Data($0) }, state.code,
                    now.microseconds, id, claim.number,
                ]
            )
        }
        guard let row else { return nil }
        try release(row[1], of: claim.job, keptUntil: state == .succeeded ? row[2] : nil, in: db)
        try passTurn(of: row[3], in: row[0], at: now, db)
        return row[0]
    }

    /// An error's text for the row. The whole of it is in the trace.
    private static func shortened(_ text: String) -> String {
        text.utf8.count <= 4_000 ? text : String(text.prefix(1_000)) + "…"
    }
}
