import GRDB

/// The broker's tables as they are made, and which release made them.
enum JobSchema {
    /// To be raised with every change of the tables, together with a step in ``JobSchema/migrate(from:_:)`` that makes the old
    /// ones new.
    static let version = 2

    /// Whether there is nothing to prepare: so that to open a file that is in use waits for nobody.
    static func isReady(_ db: Database, _ clock: BrokerClock) throws -> Bool {
        guard try db.tableExists("throughline_job_schema") else { return false }
        let row = try Row.fetchOne(db, sql: "SELECT version, boot FROM throughline_job_schema")
        return row.map { $0[0] == version && ($0[1] as String?) == clock.boot } ?? false
    }

    /// Makes the tables, or brings them up to date. Several processes may do it at once.
    ///
    /// - Throws: ``SQLiteBrokerError/newerSchema(_:)``
    static func prepare(_ db: Database, _ clock: BrokerClock) throws {
        try db.execute(
            sql: "CREATE TABLE IF NOT EXISTS throughline_job_schema (version INTEGER NOT NULL, boot TEXT) STRICT"
        )
        guard let row = try Row.fetchOne(db, sql: "SELECT version, boot FROM throughline_job_schema") else {
            try db.execute(sql: tables + indexes)
            return try db.execute(
                sql: "INSERT INTO throughline_job_schema (version, boot) VALUES (?, ?)",
                arguments: [version, clock.boot]
            )
        }
        let found: Int = row[0]
        guard found <= version else { throw SQLiteBrokerError.newerSchema(found) }
        try migrate(from: found, db)
        guard row[1] as String? != clock.boot else { return }
        // The machine has started anew, and its clock with it: whoever had a lease is gone.
        try db.execute(sql: "UPDATE throughline_jobs SET lease = 0 WHERE state = 2")
        try db.execute(sql: "UPDATE throughline_job_schema SET boot = ?", arguments: [clock.boot])
    }
}

/// Why a file cannot be used.
public enum SQLiteBrokerError: Error, Hashable {
    /// A later release of this module has changed the tables. The number is their version.
    case newerSchema(Int)
}
