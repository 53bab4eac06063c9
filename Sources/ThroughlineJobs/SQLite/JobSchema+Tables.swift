import GRDB

extension JobSchema {
    static let tables = """
        CREATE TABLE throughline_jobs (
            seq INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
            queue TEXT NOT NULL,
            state INTEGER NOT NULL CHECK (state BETWEEN -1 AND 6),
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
            ordering_key TEXT,
            CHECK (state <> 2 OR (claim IS NOT NULL AND lease IS NOT NULL)),
            CHECK (state <> -1 OR ordering_key IS NOT NULL)
        ) STRICT;
        CREATE TABLE throughline_job_queues (
            queue TEXT NOT NULL PRIMARY KEY,
            paused INTEGER NOT NULL DEFAULT 0,
            running_limit INTEGER,
            succeeded INTEGER NOT NULL DEFAULT 0,
            failed INTEGER NOT NULL DEFAULT 0,
            closed INTEGER NOT NULL DEFAULT 0
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
            expires INTEGER,
            digest BLOB
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE throughline_job_workers (
            name TEXT NOT NULL PRIMARY KEY,
            seen INTEGER NOT NULL,
            report BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    // The indexes of a state begin with it, though it is the same in all of their rows: only then does SQLite answer from the
    // index alone.
    static let indexes = """
        CREATE INDEX throughline_jobs_blocked ON throughline_jobs (state, queue, ordering_key, seq) WHERE state = -1;
        CREATE INDEX throughline_jobs_waking ON throughline_jobs (due) WHERE state = 0;
        CREATE INDEX throughline_jobs_scheduled ON throughline_jobs (state, queue, due) WHERE state = 0;
        CREATE INDEX throughline_jobs_ready ON throughline_jobs (state, queue, priority DESC, seq, due) WHERE state = 1;
        CREATE INDEX throughline_jobs_running ON throughline_jobs (state, lease, queue) WHERE state = 2;
        CREATE INDEX throughline_jobs_ended ON throughline_jobs (state, ended, queue) WHERE state > 2;
        CREATE INDEX throughline_jobs_expiring ON throughline_jobs (expires) WHERE expires IS NOT NULL;
        CREATE INDEX throughline_jobs_group ON throughline_jobs (group_name, state) WHERE group_name IS NOT NULL;
        CREATE UNIQUE INDEX throughline_jobs_turn ON throughline_jobs (queue, ordering_key)
        WHERE ordering_key IS NOT NULL AND state > -1 AND state < 3;
        CREATE INDEX throughline_job_keys_expiring ON throughline_job_keys (expires) WHERE expires IS NOT NULL;
        """
}
