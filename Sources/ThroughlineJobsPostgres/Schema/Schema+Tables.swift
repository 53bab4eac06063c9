extension Schema {
    // States are those of SQLite's tables: -1 blocked, 0 scheduled, 1 ready, 2 running, 3 succeeded, 4 failed, 5 cancelled, 6 dead.
    //
    // Most rows are written three times and then deleted, so the tables are vacuumed by number, not by share. A message that is
    // large lies apart, as it is: a queue that wants it compressed does so itself.
    var tables: String {
        """
        CREATE TABLE \(name).versions (
            version integer PRIMARY KEY,
            oldest integer NOT NULL,
            made timestamptz NOT NULL DEFAULT clock_timestamp()
        );
        CREATE TABLE \(name).jobs (
            seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id uuid NOT NULL UNIQUE,
            enqueued timestamptz NOT NULL,
            due timestamptz NOT NULL,
            priority bigint NOT NULL,
            claim bigint,
            lease timestamptz,
            turn bigint,
            keep bigint,
            key_expires timestamptz,
            ended timestamptz,
            expires timestamptz,
            attempt integer NOT NULL DEFAULT 0,
            attempt_limit integer NOT NULL,
            state smallint NOT NULL CHECK (state BETWEEN -1 AND 6),
            cancelling boolean NOT NULL DEFAULT false,
            keeps_key boolean NOT NULL DEFAULT false,
            queue text NOT NULL,
            worker text,
            lost text,
            group_name text,
            unique_key text,
            ordering_key text,
            error text,
            result bytea,
            message bytea NOT NULL,
            CHECK (state <> 2 OR (claim IS NOT NULL AND lease IS NOT NULL)),
            CHECK ((turn IS NULL) = (ordering_key IS NULL)),
            CHECK (state <> -1 OR turn IS NOT NULL)
        ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
                autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000);
        ALTER TABLE \(name).jobs ALTER COLUMN message SET STORAGE EXTERNAL, ALTER COLUMN result SET STORAGE EXTERNAL;
        CREATE TABLE \(name).queues (
            queue text PRIMARY KEY,
            running_limit integer,
            paused boolean NOT NULL DEFAULT false,
            closed boolean NOT NULL DEFAULT false
        );
        CREATE TABLE \(name).tallies (
            queue text NOT NULL,
            slot smallint NOT NULL,
            succeeded bigint NOT NULL,
            failed bigint NOT NULL,
            PRIMARY KEY (queue, slot)
        ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
        CREATE TABLE \(name).keys (
            key text PRIMARY KEY,
            job uuid NOT NULL,
            expires timestamptz,
            digest bytea
        ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
        CREATE TABLE \(name).turns (
            seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            turn bigint NOT NULL,
            queue text NOT NULL
        ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
        CREATE TABLE \(name).schedules (
            name text PRIMARY KEY,
            next timestamptz,
            remaining bigint,
            definition bytea NOT NULL
        );
        CREATE TABLE \(name).workers (
            name text PRIMARY KEY,
            seen timestamptz NOT NULL,
            report bytea NOT NULL
        ) WITH (fillfactor = 50);

        """
    }

    var indexes: String {
        """
        CREATE INDEX jobs_blocked ON \(name).jobs (queue, turn, seq) WHERE state = -1;
        CREATE INDEX jobs_waking ON \(name).jobs (due) WHERE state = 0;
        CREATE INDEX jobs_scheduled ON \(name).jobs (queue, due) WHERE state = 0;
        CREATE INDEX jobs_ready ON \(name).jobs (queue, priority DESC, seq) WHERE state = 1;
        CREATE INDEX jobs_running ON \(name).jobs (queue, lease) WHERE state = 2;
        CREATE INDEX jobs_ended ON \(name).jobs (state, queue, ended) WHERE state > 2;
        CREATE INDEX jobs_expiring ON \(name).jobs (expires) WHERE expires IS NOT NULL;
        CREATE INDEX jobs_group ON \(name).jobs (left(group_name, 400), seq) WHERE group_name IS NOT NULL;
        CREATE UNIQUE INDEX jobs_turn ON \(name).jobs (queue, turn) WHERE turn IS NOT NULL AND state BETWEEN 0 AND 2;
        CREATE INDEX keys_expiring ON \(name).keys (expires) WHERE expires IS NOT NULL;

        """
    }

    /// What each function is made with. A plan is made once a connection and kept, maybe of a table that was empty then: it must go by
    /// the indexes.
    static let planning = """
        LANGUAGE plpgsql SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off
        """
}
