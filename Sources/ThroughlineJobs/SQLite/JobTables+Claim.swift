import Foundation
import GRDB

extension JobTables {
    static func claim(_ request: ClaimRequest, at clock: BrokerClock, in db: Database) throws -> [ClaimedEntry] {
        try wakeScheduled(at: clock.now, in: db)
        let claim = Claim(worker: request.worker, lease: request.lease, clock)
        var claimed: [ClaimedEntry] = []
        var room = try request.queues.map { min($0.limit, try self.room(in: $0.queue, db)) }
        for isRest in [false, true] {
            for (position, share) in request.queues.enumerated() {
                let wanted = min(
                    request.limit - claimed.count,
                    isRest ? room[position] : min(share.share, room[position])
                )
                guard wanted > 0 else { continue }
                let taken = try take(wanted, of: share.queue, for: claim, in: db)
                room[position] = taken.count < wanted ? 0 : room[position] - taken.count
                claimed += taken
            }
        }
        return claimed
    }

    /// What is written into the rows of the jobs that somebody gets.
    struct Claim {
        /// One number for all the jobs of a request: with the job's id it is never used again.
        let number = Int64.random(in: 1...Int64.max)
        let worker: String
        let leaseEnd: Int64

        init(worker: String, lease: Duration, _ clock: BrokerClock) {
            self.worker = worker
            leaseEnd = clock.uptime().advanced(by: lease).microseconds
        }
    }

    /// Those whose time has come go into the index from which jobs are claimed, in which those of the future are in nobody's
    /// way.
    private static func wakeScheduled(at now: Timestamp, in db: Database) throws {
        let isAny = try db.cachedStatement(sql: "SELECT 1 FROM throughline_jobs WHERE state = 0 AND due <= ? LIMIT 1")
        guard try Int.fetchOne(isAny, arguments: [now.microseconds]) != nil else { return }
        let wake = try db.cachedStatement(
            sql: """
                UPDATE throughline_jobs SET state = 1 WHERE seq IN
                (SELECT seq FROM throughline_jobs WHERE state = 0 AND due <= ? ORDER BY due LIMIT 10000)
                """
        )
        try wake.execute(arguments: [now.microseconds])
    }

    /// How many more jobs of a queue may run.
    private static func room(in queue: String, _ db: Database) throws -> Int {
        let settings = try db.cachedStatement(
            sql: "SELECT paused, running_limit FROM throughline_job_queues WHERE queue = ?"
        )
        guard let row = try Row.fetchOne(settings, arguments: [queue]) else { return .max }
        if (row[0] as Int) != 0 { return 0 }
        guard let limit = row[1] as Int? else { return .max }
        let running = try db.cachedStatement(sql: "SELECT COUNT(*) FROM throughline_jobs WHERE state = 2 AND queue = ?")
        return max(0, max(0, limit) - (try Int.fetchOne(running, arguments: [queue]) ?? 0))
    }

    private static func take(_ count: Int, of queue: String, for claim: Claim, in db: Database) throws -> [ClaimedEntry]
    {
        let take = try db.cachedStatement(
            sql: """
                UPDATE throughline_jobs
                SET state = 2, attempt = min(attempt, 1000000000) + 1, claim = ?, lease = ?, worker = ?, lost = NULL
                WHERE seq IN
                (SELECT seq FROM throughline_jobs WHERE state = 1 AND queue = ? ORDER BY priority DESC, seq LIMIT ?)
                RETURNING id, attempt, attempt_limit, enqueued, due, group_name, message, priority, seq
                """
        )
        var taken: [(priority: Int, number: Int64, entry: ClaimedEntry)] = []
        let arguments: StatementArguments = [claim.number, claim.leaseEnd, claim.worker, queue, count]
        let rows = try Row.fetchCursor(take, arguments: arguments)
        while let row = try rows.next() {
            guard let entry = ClaimedEntry(row, queue: queue, claim: claim.number) else { continue }
            taken.append((row[7], row[8], entry))
        }
        // RETURNING promises no order.
        return taken.sorted { ($1.priority, $0.number) < ($0.priority, $1.number) }.map(\.entry)
    }
}

extension ClaimedEntry {
    /// From `id, attempt, attempt_limit, enqueued, due, group_name, message`.
    init?(_ row: Row, queue: String, claim: Int64) {
        guard let id = JobID(bytes: row[0] as Data) else { return nil }
        self.init(
            claim: ClaimID(job: id, number: claim),
            queue: queue,
            attempt: row[1],
            attemptLimit: row[2],
            enqueued: Timestamp(microseconds: row[3]).date,
            due: Timestamp(microseconds: row[4]).date,
            group: row[5],
            message: [UInt8](row[6] as Data)
        )
    }
}
