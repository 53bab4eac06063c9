extension Schema {
    var claimFunctions: String {
        """
        CREATE FUNCTION \(name).claim(
            by_worker text, lease_length bigint, total integer, queue_names text[], shares integer[], limits integer[],
            number bigint, at timestamptz DEFAULT NULL
        ) RETURNS TABLE (id uuid, queue text, attempt integer, attempt_limit integer, enqueued timestamptz, due timestamptz,
            group_name text, message bytea) \(Self.planning) AS $$
        DECLARE
            now timestamptz := coalesce(at, clock_timestamp());
            room integer[] := limits;
            left_over integer := total;
            limited record;
            is_paused boolean;
            most integer;
            wanted integer;
            got integer;
        BEGIN
            IF EXISTS (SELECT 1 FROM \(name).turns) THEN PERFORM \(name).pass_turns(now); END IF;
            -- Those whose time has come go into the index from which jobs are claimed.
            IF EXISTS (SELECT 1 FROM \(name).jobs j WHERE j.state = 0 AND j.due <= now) THEN
                UPDATE \(name).jobs SET state = 1 WHERE seq IN (
                    SELECT j.seq FROM \(name).jobs j WHERE j.state = 0 AND j.due <= now ORDER BY j.due LIMIT 1000
                    FOR UPDATE SKIP LOCKED);
            END IF;
            -- Who claims from a queue that has a limit counts, and nobody else does until he is done.
            FOR limited IN
                SELECT hashtextextended(\(literal) || ' limit ' || q.queue, 0) AS lock FROM \(name).queues q
                WHERE q.running_limit IS NOT NULL AND q.queue = ANY (queue_names) ORDER BY 1
            LOOP
                PERFORM pg_advisory_xact_lock(limited.lock);
            END LOOP;
            FOR i IN 1..coalesce(array_length(queue_names, 1), 0) LOOP
                SELECT q.paused, q.running_limit INTO is_paused, most FROM \(name).queues q WHERE q.queue = queue_names[i];
                IF FOUND AND most IS NOT NULL THEN
                    SELECT greatest(0, most - count(*)) INTO most FROM \(name).jobs j
                    WHERE j.state = 2 AND j.queue = queue_names[i];
                    room[i] := least(room[i], most);
                END IF;
                IF is_paused THEN room[i] := 0; END IF;
            END LOOP;
            -- The shares, and then whatever is left for whoever has work.
            FOR pass IN 0..1 LOOP
                FOR i IN 1..coalesce(array_length(queue_names, 1), 0) LOOP
                    wanted := least(left_over, room[i], CASE WHEN pass = 0 THEN shares[i] ELSE left_over END);
                    CONTINUE WHEN wanted <= 0;
                    RETURN QUERY
                    WITH found AS MATERIALIZED (
                        SELECT j.seq FROM \(name).jobs j WHERE j.state = 1 AND j.queue = queue_names[i]
                        ORDER BY j.priority DESC, j.seq LIMIT wanted FOR UPDATE SKIP LOCKED),
                    taken AS (
                        UPDATE \(name).jobs j
                        SET state = 2, attempt = least(j.attempt, 1000000000) + 1, claim = number, worker = by_worker, lost = NULL,
                            lease = coalesce(at, clock_timestamp()) + lease_length * interval '1 microsecond'
                        FROM found WHERE j.seq = found.seq
                        RETURNING j.id, j.queue, j.attempt, j.attempt_limit, j.enqueued, j.due, j.group_name, j.message,
                            j.priority, j.seq)
                    SELECT t.id, t.queue, t.attempt, t.attempt_limit, t.enqueued, t.due, t.group_name, t.message
                    FROM taken t ORDER BY t.priority DESC, t.seq;
                    GET DIAGNOSTICS got = ROW_COUNT;
                    left_over := left_over - got;
                    room[i] := CASE WHEN got < wanted THEN 0 ELSE room[i] - got END;
                END LOOP;
            END LOOP;
        END $$;

        -- 0 held, 1 lost, 2 cancelling. A row that is locked is being settled, rescued or cancelled: what became of it is said next
        -- time, and nobody waits in a circle.
        CREATE FUNCTION \(name).extend(ids uuid[], numbers bigint[], lease_length bigint, at timestamptz DEFAULT NULL)
        RETURNS TABLE (result smallint) \(Self.planning) AS $$
        BEGIN
            RETURN QUERY
            WITH held AS MATERIALIZED (
                SELECT n.place, j.seq FROM unnest(ids, numbers) WITH ORDINALITY AS n(id, number, place)
                JOIN \(name).jobs j ON j.id = n.id AND j.claim = n.number AND j.state = 2),
            locked AS MATERIALIZED (
                SELECT held.place, j.seq FROM held JOIN \(name).jobs j ON j.seq = held.seq FOR UPDATE OF j SKIP LOCKED),
            extended AS (
                UPDATE \(name).jobs j
                SET lease = coalesce(at, clock_timestamp()) + lease_length * interval '1 microsecond'
                FROM locked, unnest(numbers) WITH ORDINALITY AS n(number, place)
                WHERE j.seq = locked.seq AND n.place = locked.place AND j.claim = n.number AND j.state = 2
                RETURNING locked.place, j.cancelling)
            SELECT (CASE WHEN held.seq IS NULL THEN 1 WHEN e.cancelling THEN 2 ELSE 0 END)::smallint
            FROM unnest(ids) WITH ORDINALITY AS n(id, place)
            LEFT JOIN held ON held.place = n.place LEFT JOIN extended e ON e.place = n.place
            ORDER BY n.place;
        END $$;

        -- The worker is remembered that ran the job, and not one that died over rescuing it.
        CREATE FUNCTION \(name).rescue(
            by_worker text, lease_length bigint, total integer, spared_ids uuid[], spared_numbers bigint[], queue_names text[],
            number bigint, at timestamptz DEFAULT NULL
        ) RETURNS TABLE (id uuid, queue text, attempt integer, attempt_limit integer, enqueued timestamptz, due timestamptz,
            group_name text, message bytea, lost text, cancelling boolean) \(Self.planning) AS $$
        DECLARE
            now timestamptz := coalesce(at, clock_timestamp());
        BEGIN
            RETURN QUERY
            WITH found AS MATERIALIZED (
                SELECT j.seq FROM \(name).jobs j
                WHERE j.state = 2 AND j.lease <= now AND (queue_names IS NULL OR j.queue = ANY (queue_names))
                AND NOT EXISTS (SELECT 1 FROM unnest(spared_ids, spared_numbers) AS s(id, number)
                    WHERE s.id = j.id AND s.number = j.claim)
                ORDER BY j.lease LIMIT total FOR UPDATE SKIP LOCKED),
            taken AS (
                UPDATE \(name).jobs j
                SET claim = number, lease = clock_or(at) + lease_length * interval '1 microsecond',
                    lost = coalesce(j.lost, j.worker), worker = by_worker
                FROM found WHERE j.seq = found.seq
                RETURNING j.id, j.queue, j.attempt, j.attempt_limit, j.enqueued, j.due, j.group_name, j.message, j.lost,
                    j.cancelling, j.seq)
            SELECT t.id, t.queue, t.attempt, t.attempt_limit, t.enqueued, t.due, t.group_name, t.message, t.lost, t.cancelling
            FROM taken t ORDER BY t.seq;
        END $$;

        """.replacing("clock_or(at)", with: "coalesce(at, clock_timestamp())")
    }
}
