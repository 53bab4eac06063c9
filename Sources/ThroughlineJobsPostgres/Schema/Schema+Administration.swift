extension Schema {
    // Who takes a job away that somebody else may be about to give the turn to has the key's lock first.
    var administrationFunctions: String {
        """
        CREATE FUNCTION \(name).lock_turn(of_job uuid) RETURNS void \(Self.planning) AS $$
        DECLARE
            j record;
        BEGIN
            SELECT queue, turn INTO j FROM \(name).jobs WHERE id = of_job AND turn IS NOT NULL;
            IF FOUND THEN PERFORM pg_advisory_xact_lock(\(name).lock_of(j.queue, j.turn)); END IF;
        END $$;

        CREATE FUNCTION \(name).cancel(of_job uuid, at timestamptz DEFAULT NULL) RETURNS boolean \(Self.planning) AS $$
        DECLARE
            now timestamptz := coalesce(at, clock_timestamp());
            j record;
        BEGIN
            UPDATE \(name).jobs SET cancelling = true WHERE id = of_job AND state = 2;
            IF FOUND THEN RETURN true; END IF;
            PERFORM \(name).lock_turn(of_job);
            SELECT * INTO j FROM \(name).jobs WHERE id = of_job AND state <= 2 FOR UPDATE;
            IF NOT FOUND THEN RETURN false; END IF;
            IF j.state = 2 THEN
                UPDATE \(name).jobs SET cancelling = true WHERE seq = j.seq;
                RETURN true;
            END IF;
            IF j.keep IS NULL THEN
                DELETE FROM \(name).jobs WHERE seq = j.seq;
            ELSE
                UPDATE \(name).jobs SET state = 5, ended = now, expires = now + keep * interval '1 microsecond'
                WHERE seq = j.seq;
            END IF;
            PERFORM \(name).release_key(j.unique_key, j.id, NULL);
            IF j.turn IS NOT NULL THEN PERFORM \(name).pass_turn(j.queue, j.turn, now); END IF;
            RETURN true;
        END $$;

        CREATE FUNCTION \(name).requeue(of_job uuid, at timestamptz DEFAULT NULL) RETURNS boolean \(Self.planning) AS $$
        DECLARE
            now timestamptz := coalesce(at, clock_timestamp());
            j record;
            owner uuid;
        BEGIN
            PERFORM \(name).lock_turn(of_job);
            SELECT * INTO j FROM \(name).jobs WHERE id = of_job AND state IN (0, 4, 5, 6) FOR UPDATE;
            IF NOT FOUND THEN RETURN false; END IF;
            IF j.state = 0 THEN
                UPDATE \(name).jobs SET state = 1, due = now WHERE seq = j.seq;
                RETURN true;
            END IF;
            -- A key that was taken for a while only is not asked for again.
            IF j.unique_key IS NOT NULL AND j.key_expires IS NULL THEN
                SELECT k.other INTO owner FROM \(name).take_key(j.unique_key, j.id, NULL, NULL, now) AS k;
                IF owner IS NOT NULL THEN RETURN false; END IF;
            END IF;
            UPDATE \(name).jobs
            SET state = CASE WHEN j.turn IS NOT NULL AND \(name).has_turn(j.queue, j.turn) THEN -1 ELSE 1 END, attempt = 0,
                error = NULL, due = now, ended = NULL, expires = NULL
            WHERE seq = j.seq;
            RETURN true;
        END $$;

        CREATE FUNCTION \(name).delete(of_job uuid, at timestamptz DEFAULT NULL) RETURNS boolean \(Self.planning) AS $$
        DECLARE
            j record;
        BEGIN
            PERFORM \(name).lock_turn(of_job);
            DELETE FROM \(name).jobs WHERE id = of_job AND state <> 2 RETURNING * INTO j;
            IF NOT FOUND THEN RETURN false; END IF;
            DELETE FROM \(name).keys WHERE key = j.unique_key AND job = j.id;
            IF j.turn IS NOT NULL THEN
                PERFORM \(name).pass_turn(j.queue, j.turn, coalesce(at, clock_timestamp()));
            END IF;
            RETURN true;
        END $$;

        -- Some at a time, each in its turn; what somebody else has in his hands is left for later.
        CREATE FUNCTION \(name).purge(total bigint, dead_age bigint, queue_names text[], at timestamptz DEFAULT NULL)
        RETURNS bigint \(Self.planning) AS $$
        DECLARE
            now timestamptz := coalesce(at, clock_timestamp());
            number bigint;
            more bigint;
        BEGIN
            DELETE FROM \(name).jobs WHERE seq IN (
                SELECT seq FROM \(name).jobs WHERE expires IS NOT NULL AND expires <= now LIMIT total FOR UPDATE SKIP LOCKED);
            GET DIAGNOSTICS number = ROW_COUNT;
            IF dead_age IS NOT NULL THEN
                DELETE FROM \(name).jobs WHERE seq IN (
                    SELECT seq FROM \(name).jobs
                    WHERE state > 2 AND state = 6 AND ended <= now - dead_age * interval '1 microsecond'
                    AND (queue_names IS NULL OR queue = ANY (queue_names)) LIMIT total - number FOR UPDATE SKIP LOCKED);
                GET DIAGNOSTICS more = ROW_COUNT;
                number := number + more;
            END IF;
            DELETE FROM \(name).keys WHERE key IN (
                SELECT key FROM \(name).keys WHERE expires IS NOT NULL AND expires <= now LIMIT total FOR UPDATE SKIP LOCKED);
            GET DIAGNOSTICS more = ROW_COUNT;
            -- As many as there may be: there are more of them, then.
            RETURN CASE WHEN more = total THEN total ELSE number END;
        END $$;

        """
    }
}
