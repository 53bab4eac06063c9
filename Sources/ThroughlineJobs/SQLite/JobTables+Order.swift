import GRDB

// Jobs of a queue with one ordering key run one at a time. Of those that have not ended, one has its turn: it is scheduled, ready
// or running. The others are blocked. Whatever ends the one that has it, or takes it away, gives the turn to the next in the
// same transaction. An index sees to it that there are never two.
extension JobTables {
    /// Whether a job of the key has its turn.
    static func isTaken(_ key: String, in queue: String, _ db: Database) throws -> Bool {
        let turn = try db.cachedStatement(
            sql: """
                SELECT 1 FROM throughline_jobs
                WHERE queue = ? AND ordering_key = ? AND ordering_key IS NOT NULL AND state > -1 AND state < 3
                """
        )
        return try Int.fetchOne(turn, arguments: [queue, key]) != nil
    }

    /// Gives the turn to the first of those that are blocked, where nobody has it.
    static func passTurn(of key: String?, in queue: String, at now: Timestamp, _ db: Database) throws {
        guard let key, try !isTaken(key, in: queue, db) else { return }
        let pass = try db.cachedStatement(
            sql: """
                UPDATE throughline_jobs SET state = CASE WHEN due <= ? THEN 1 ELSE 0 END WHERE seq =
                (SELECT seq FROM throughline_jobs WHERE state = -1 AND queue = ? AND ordering_key = ? ORDER BY seq LIMIT 1)
                """
        )
        try pass.execute(arguments: [now.microseconds, queue, key])
    }
}
