extension Schema {
    // Most jobs succeed, are not kept, and have no key: these are deleted by one statement. The others are looked at one by one.
    //
    // How many have ended is counted in one of several rows, so that workers do not wait for each other's commits.
    var settleFunctions: String {
        """
        CREATE FUNCTION \(name).count_ended(in_queue text, well bigint, badly bigint) RETURNS void \(Self.planning) AS $$
        BEGIN
            INSERT INTO \(name).tallies AS t (queue, slot, succeeded, failed)
            VALUES (in_queue, pg_backend_pid() % 16, well, badly)
            ON CONFLICT (queue, slot) DO UPDATE
            SET succeeded = t.succeeded + excluded.succeeded, failed = t.failed + excluded.failed;
        END $$;

        -- Outcomes: 0 succeeded, 1 retry, 2 failed, 3 dead, 4 cancelled, 5 released. Results: 0 settled, 1 lost, 2 cancelling; none
        -- at all where all are settled. A follower belongs to the settlement at its place in owners.
        CREATE FUNCTION \(name).settle(
            ids uuid[], numbers bigint[], outcomes smallint[], times timestamptz[], errors text[], job_results bytea[],
            owners integer[],
            f_ids uuid[], f_queues text[], f_priorities bigint[], f_starts timestamptz[], f_attempt_limits bigint[],
            f_groups text[], f_unique_keys text[], f_digests bytea[], f_windows bigint[], f_keeps_keys boolean[],
            f_keeps bigint[], f_ordering_keys text[], f_messages bytea[], at timestamptz DEFAULT NULL
        ) RETURNS TABLE (result smallint) \(Self.planning) AS $$
        DECLARE
            now timestamptz := coalesce(at, clock_timestamp());
            total integer := coalesce(array_length(ids, 1), 0);
            done integer[];
            counted_queues bigint;
            settled integer;
            results smallint[];
            s record;
            j record;
            f record;
            until timestamptz;
            is_well boolean;
            free_queues text[] := '{}';
            free_turns bigint[] := '{}';
            well jsonb := '{}';
        BEGIN
            WITH ended AS (
                DELETE FROM \(name).jobs d USING unnest(ids, numbers, outcomes) WITH ORDINALITY AS n(id, number, outcome, place)
                WHERE d.id = n.id AND d.claim = n.number AND n.outcome = 0 AND d.state = 2 AND NOT d.cancelling
                AND d.keep IS NULL AND d.unique_key IS NULL AND d.turn IS NULL
                RETURNING n.place, d.queue),
            sums AS (SELECT e.queue, count(*) AS number FROM ended e GROUP BY e.queue ORDER BY e.queue),
            counted AS MATERIALIZED (SELECT \(name).count_ended(sums.queue, sums.number, 0) FROM sums)
            SELECT (SELECT array_agg(e.place::integer) FROM ended e), (SELECT count(*) FROM counted) INTO done, counted_queues;
            IF coalesce(array_length(done, 1), 0) = total AND owners IS NULL THEN RETURN; END IF;

            results := array_fill(1::smallint, ARRAY[total]);
            IF done IS NOT NULL THEN
                FOREACH settled IN ARRAY done LOOP results[settled] := 0; END LOOP;
            END IF;
            FOR s IN
                SELECT n.place::integer AS place, n.id, n.number, n.outcome, n.due, n.error, n.result
                FROM unnest(ids, numbers, outcomes, times, errors, job_results) WITH ORDINALITY
                    AS n(id, number, outcome, due, error, result, place)
                WHERE n.place NOT IN (SELECT unnest(coalesce(done, '{}'))) ORDER BY n.id
            LOOP
                SELECT * INTO j FROM \(name).jobs WHERE id = s.id AND claim = s.number AND state = 2 FOR UPDATE;
                CONTINUE WHEN NOT FOUND;
                IF j.cancelling AND s.outcome IN (0, 1, 5) THEN
                    results[s.place] := 2;
                    CONTINUE;
                END IF;
                results[s.place] := 0;
                IF s.outcome IN (1, 5) THEN
                    UPDATE \(name).jobs SET state = CASE WHEN s.due <= now THEN 1 ELSE 0 END, due = s.due,
                        attempt = attempt - CASE s.outcome WHEN 5 THEN 1 ELSE 0 END, error = coalesce(s.error, error),
                        claim = NULL, lease = NULL, lost = NULL
                    WHERE seq = j.seq;
                    CONTINUE;
                END IF;
                is_well := s.outcome = 0;
                until := NULL;
                IF s.outcome <> 3 AND j.keep IS NULL THEN
                    DELETE FROM \(name).jobs WHERE seq = j.seq;
                ELSE
                    IF s.outcome <> 3 THEN until := now + j.keep * interval '1 microsecond'; END IF;
                    UPDATE \(name).jobs
                    SET state = (ARRAY[3, 0, 4, 6, 5])[s.outcome + 1], ended = now, expires = until,
                        error = coalesce(s.error, error), result = s.result, claim = NULL, lease = NULL, lost = NULL,
                        cancelling = false
                    WHERE seq = j.seq;
                END IF;
                PERFORM \(name).release_key(j.unique_key, j.id, CASE WHEN is_well AND j.keeps_key THEN until END);
                IF j.turn IS NOT NULL THEN
                    free_queues := free_queues || j.queue;
                    free_turns := free_turns || j.turn;
                END IF;
                IF s.outcome <> 4 THEN
                    well := jsonb_set(well, ARRAY[CASE WHEN is_well THEN 'w' ELSE 'b' END || j.queue],
                        to_jsonb(1 + coalesce((well -> (CASE WHEN is_well THEN 'w' ELSE 'b' END || j.queue))::bigint, 0)));
                END IF;
            END LOOP;
            FOR s IN SELECT e.key, e.value::bigint AS number FROM jsonb_each(well) AS e ORDER BY substr(e.key, 2) LOOP
                PERFORM \(name).count_ended(substr(s.key, 2), CASE WHEN left(s.key, 1) = 'w' THEN s.number ELSE 0 END,
                    CASE WHEN left(s.key, 1) = 'b' THEN s.number ELSE 0 END);
            END LOOP;

            IF owners IS NOT NULL THEN
                SELECT array_agg(n.id ORDER BY n.place) AS ids, array_agg(n.queue ORDER BY n.place) AS queues,
                    array_agg(n.priority ORDER BY n.place) AS priorities, array_agg(n.start ORDER BY n.place) AS starts,
                    array_agg(n.attempt_limit ORDER BY n.place) AS attempt_limits,
                    array_agg(n.group_name ORDER BY n.place) AS groups,
                    array_agg(n.unique_key ORDER BY n.place) AS unique_keys, array_agg(n.digest ORDER BY n.place) AS digests,
                    array_agg(n.win ORDER BY n.place) AS windows, array_agg(n.keeps_key ORDER BY n.place) AS keeps_keys,
                    array_agg(n.keep ORDER BY n.place) AS keeps, array_agg(n.ordering_key ORDER BY n.place) AS ordering_keys,
                    array_agg(n.message ORDER BY n.place) AS messages
                INTO f
                FROM unnest(owners, f_ids, f_queues, f_priorities, f_starts, f_attempt_limits, f_groups, f_unique_keys, f_digests,
                    f_windows, f_keeps_keys, f_keeps, f_ordering_keys, f_messages) WITH ORDINALITY
                    AS n(owner, id, queue, priority, start, attempt_limit, group_name, unique_key, digest, win, keeps_key, keep,
                    ordering_key, message, place)
                WHERE results[n.owner] = 0;
                IF f.ids IS NOT NULL THEN
                    -- Those that a turn is passed to as well: one order for all locks.
                    PERFORM \(name).enqueue_all(f.ids, f.queues, f.priorities, f.starts, f.attempt_limits, f.groups,
                        f.unique_keys, f.digests, f.windows, f.keeps_keys, f.keeps, f.ordering_keys, f.messages, true, now,
                        free_queues, free_turns);
                END IF;
            END IF;
            IF free_turns <> '{}' THEN
                FOR j IN
                    SELECT DISTINCT n.queue, n.turn, \(name).lock_of(n.queue, n.turn) AS lock
                    FROM unnest(free_queues, free_turns) AS n(queue, turn) ORDER BY 3
                LOOP
                    PERFORM \(name).pass_turn(j.queue, j.turn, now);
                END LOOP;
            END IF;
            RETURN QUERY SELECT unnest(results);
        END $$;

        """
    }
}
