import Foundation
import GRDB

extension JobTables {
    static func extend(_ claim: ClaimID, to end: Timestamp, in db: Database) throws -> LeaseState {
        let extend = try db.cachedStatement(
            sql: "UPDATE throughline_jobs SET lease = ? WHERE id = ? AND claim = ? AND state = 2 RETURNING cancelling"
        )
        switch try Int.fetchOne(extend, arguments: [end.microseconds, Data(claim.job.bytes), claim.number]) {
        case nil: return .lost
        case 0: return .held
        default: return .cancelling
        }
    }

    /// Whether there is something to rescue.
    static func hasLost(in queues: [String]?, at time: Timestamp, _ db: Database) throws -> Bool {
        let isAny = try db.cachedStatement(
            sql: "SELECT 1 FROM throughline_jobs WHERE state = 2 AND lease <= ? AND \(isInQueues) LIMIT 1"
        )
        let queues = try json(queues)
        return try Int.fetchOne(isAny, arguments: [time.microseconds, queues, queues]) != nil
    }

    /// - Parameter time: When the leases must have ended.
    static func rescue(
        _ request: RescueRequest,
        lostBy time: Timestamp,
        at clock: BrokerClock,
        in db: Database
    ) throws -> [RescuedEntry] {
        let claim = Claim(worker: request.worker, lease: request.lease, clock)
        let find = try db.cachedStatement(
            sql: """
                SELECT seq, id, claim FROM throughline_jobs WHERE state = 2 AND lease <= ? AND \(isInQueues)
                ORDER BY lease LIMIT ?
                """
        )
        let queues = try json(request.queues)
        let limit = max(0, request.limit)
        let arguments: StatementArguments = [time.microseconds, queues, queues, limit + request.sparing.count]
        let lost = try Row.fetchAll(find, arguments: arguments)
            .filter { row in
                guard let id = JobID(bytes: row[1] as Data) else { return true }
                return !request.sparing.contains(ClaimID(job: id, number: row[2]))
            }
            .prefix(limit).map { $0[0] as Int64 }.sorted()
        // The worker is remembered that ran the job, and not one that died over rescuing it.
        let rescue = try db.cachedStatement(
            sql: """
                UPDATE throughline_jobs SET claim = ?, lease = ?, lost = COALESCE(lost, worker), worker = ? WHERE seq = ?
                RETURNING id, attempt, attempt_limit, enqueued, due, group_name, message, queue, lost, cancelling
                """
        )
        return try lost.compactMap { seq in
            let arguments: StatementArguments = [claim.number, claim.leaseEnd, claim.worker, seq]
            guard let row = try Row.fetchOne(rescue, arguments: arguments),
                let entry = ClaimedEntry(row, queue: row[7], claim: claim.number)
            else { return nil }
            return RescuedEntry(entry: entry, worker: row[8] as String? ?? "", isCancelling: (row[9] as Int) != 0)
        }
    }
}
