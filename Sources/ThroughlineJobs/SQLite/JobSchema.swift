import GRDB

/// The broker's tables as they are made, and which release made them.
enum JobSchema {
    /// To be raised with every change of the tables, together with a step in ``prepare(_:_:)`` that makes the old ones new.
    static let version = 1

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
            try db.execute(sql: tables)
            return try db.execute(
                sql: "INSERT INTO throughline_job_schema (version, boot) VALUES (?, ?)",
                arguments: [version, clock.boot]
            )
        }
        let found: Int = row[0]
        guard found <= version else { throw SQLiteBrokerError.newerSchema(found) }
        guard row[1] as String? != clock.boot else { return }
        // The machine has started anew, and its clock with it: whoever had a lease is gone.
        try db.execute(sql: "UPDATE throughline_jobs SET lease = 0 WHERE state = 2")
        try db.execute(sql: "UPDATE throughline_job_schema SET boot = ?", arguments: [clock.boot])
    }

    // The indexes of a state begin with it, though it is the same in all of their rows: only then does SQLite answer from the
    // index alone.
    private static let tables = """
        CREATE TABLE throughline_jobs (
            seq INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
            queue TEXT NOT NULL,
            state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 6),
            priority INTEGER NOT NULL,
            enqueued INTEGER NOT NULL,
            due INTEGER NOT NULL,
            attempt INTEGER NOT NULL DEFAULT 0,
            attempt_limit INTEGER NOT NULL,
            claim INTEGER,
            lease INTEGER,
            worker TEXT,
            lost TEXT,
            cancelling INTEGER NOT NULL DEFAULT 0,
            group_name TEXT,
            unique_key TEXT,
            key_expires INTEGER,
            keeps_key INTEGER NOT NULL DEFAULT 0,
            keep INTEGER,
            ended INTEGER,
            expires INTEGER,
            error TEXT,
            result BLOB,
            message BLOB NOT NULL,
            CHECK (state <> 2 OR (claim IS NOT NULL AND lease IS NOT NULL))
        ) STRICT;
        CREATE INDEX throughline_jobs_waking ON throughline_jobs (due) WHERE state = 0;
        CREATE INDEX throughline_jobs_scheduled ON throughline_jobs (state, queue, due) WHERE state = 0;
        CREATE INDEX throughline_jobs_ready ON throughline_jobs (state, queue, priority DESC, seq, due) WHERE state = 1;
        CREATE INDEX throughline_jobs_running ON throughline_jobs (state, lease, queue) WHERE state = 2;
        CREATE INDEX throughline_jobs_ended ON throughline_jobs (state, ended, queue) WHERE state > 2;
        CREATE INDEX throughline_jobs_expiring ON throughline_jobs (expires) WHERE expires IS NOT NULL;
        CREATE INDEX throughline_jobs_group ON throughline_jobs (group_name, state) WHERE group_name IS NOT NULL;
        CREATE TABLE throughline_job_queues (
            queue TEXT NOT NULL PRIMARY KEY,
            paused INTEGER NOT NULL DEFAULT 0,
            running_limit INTEGER,
            succeeded INTEGER NOT NULL DEFAULT 0,
            failed INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE throughline_job_schedules (
            name TEXT NOT NULL PRIMARY KEY,
            next INTEGER,
            remaining INTEGER,
            definition BLOB NOT NULL
        ) STRICT;
        CREATE TABLE throughline_job_keys (
            key TEXT NOT NULL PRIMARY KEY,
            job BLOB NOT NULL CHECK (length(job) = 16),
            expires INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX throughline_job_keys_expiring ON throughline_job_keys (expires) WHERE expires IS NOT NULL;
        """
}

/// Why a file cannot be used.
public enum SQLiteBrokerError: Error, Hashable {
    /// A later release of this module has changed the tables. The number is their version.
    case newerSchema(Int)
}
