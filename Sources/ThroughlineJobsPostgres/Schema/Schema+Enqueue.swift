extension Schema {
    // Unique keys come first, and locks of ordering keys after them, in their order: who waits for another transaction, that has
    // the same unique key, holds nobody up, and nobody waits in a circle.
    var enqueueFunctions: String {
        """
        -- A unique key as it is stored: an index has no room for a long one.
        CREATE FUNCTION \(name).stored_key(key text) RETURNS text LANGUAGE sql STABLE
        AS $$ SELECT CASE WHEN octet_length(key) <= 1000 THEN key
              ELSE 'sha256:' || encode(sha256(convert_to(key, 'UTF8')), 'hex') END $$;

        -- Takes a unique key: returns nothing, or whose it is, and what that one's digest is.
        CREATE FUNCTION \(name).take_key(new_key text, new_job uuid, until timestamptz, new_digest bytea, at timestamptz,
            OUT other uuid, OUT other_digest bytea) \(Self.planning) AS $$
        BEGIN
            LOOP
                SELECT job, digest INTO other, other_digest FROM \(name).keys
                WHERE key = new_key AND (expires IS NULL OR expires > at);
                IF FOUND THEN RETURN; END IF;
                INSERT INTO \(name).keys AS k (key, job, expires, digest) VALUES (new_key, new_job, until, new_digest)
                ON CONFLICT (key) DO UPDATE
                SET job = excluded.job, expires = excluded.expires, digest = excluded.digest
                WHERE k.expires IS NOT NULL AND k.expires <= at;
                IF FOUND THEN RETURN; END IF;
            END LOOP;
        END $$;

        -- Gives a key back that was taken until the job's end, or lets the job have it for as long as it is kept.
        CREATE FUNCTION \(name).release_key(old_key text, of_job uuid, until timestamptz) RETURNS void \(Self.planning) AS $$
        BEGIN
            IF old_key IS NULL THEN RETURN; END IF;
            IF until IS NOT NULL THEN
                UPDATE \(name).keys SET expires = until WHERE key = old_key AND job = of_job AND expires IS NULL;
            ELSE
                DELETE FROM \(name).keys WHERE key = old_key AND job = of_job AND expires IS NULL;
            END IF;
        END $$;

        -- Stores jobs. Returns a row for each that was not stored: its place, the other job, and whether that is another one's.
        --
        -- is_own says whether the transaction is the broker's own, and ends with this: then locks may be taken. What else is to be
        -- locked in it is locked here, as there must be one order.
        CREATE FUNCTION \(name).enqueue_all(
            ids uuid[], queues text[], priorities bigint[], starts timestamptz[], attempt_limits bigint[], groups text[],
            unique_keys text[], digests bytea[], windows bigint[], keeps_keys boolean[], keeps bigint[], ordering_keys text[],
            messages bytea[], is_own boolean, at timestamptz DEFAULT NULL, other_queues text[] DEFAULT '{}',
            other_turns bigint[] DEFAULT '{}'
        ) RETURNS TABLE (place integer, other uuid, conflicts boolean) \(Self.planning) AS $$
        DECLARE
            now timestamptz := coalesce(at, clock_timestamp());
            total integer := coalesce(array_length(ids, 1), 0);
            is_stored boolean[] := array_fill(true, ARRAY[total]);
            has_keys boolean := EXISTS (SELECT 1 FROM unnest(unique_keys) AS k(key) WHERE key IS NOT NULL);
            has_order boolean := EXISTS (SELECT 1 FROM unnest(ordering_keys) AS k(key) WHERE key IS NOT NULL);
            other_digest bytea;
            found record;
            found_turn bigint;
            new_state smallint;
        BEGIN
            IF has_keys THEN
                FOR i IN 1..total LOOP
                    CONTINUE WHEN unique_keys[i] IS NULL;
                    unique_keys[i] := \(name).stored_key(unique_keys[i]);
                    SELECT k.other, k.other_digest INTO other, other_digest FROM \(name).take_key(
                        unique_keys[i], ids[i], now + windows[i] * interval '1 microsecond', digests[i], now) AS k;
                    CONTINUE WHEN other IS NULL;
                    is_stored[i] := false;
                    place := i;
                    conflicts := digests[i] IS NOT NULL AND digests[i] IS DISTINCT FROM other_digest;
                    RETURN NEXT;
                END LOOP;
            END IF;
            IF has_order AND is_own THEN
                FOR found IN
                    SELECT \(name).lock_of(n.queue, \(name).turn_of(n.key)) AS lock
                    FROM unnest(queues, ordering_keys, is_stored) AS n(queue, key, is_stored)
                    WHERE n.key IS NOT NULL AND n.is_stored
                    UNION SELECT \(name).lock_of(n.queue, n.turn) FROM unnest(other_queues, other_turns) AS n(queue, turn)
                    ORDER BY 1
                LOOP
                    PERFORM pg_advisory_xact_lock(found.lock);
                END LOOP;
            END IF;
            IF NOT has_order THEN
                INSERT INTO \(name).jobs (id, queue, state, priority, enqueued, due, attempt_limit, group_name, unique_key,
                    key_expires, keeps_key, keep, message)
                SELECT n.id, n.queue, CASE WHEN n.start > now THEN 0 ELSE 1 END, n.priority, now, coalesce(n.start, now),
                    greatest(1, least(n.attempt_limit, 1000000000)), n.group_name, n.unique_key,
                    now + n.win * interval '1 microsecond', n.keeps_key, CASE WHEN n.keep < 0 THEN 0 ELSE n.keep END, n.message
                FROM unnest(ids, queues, priorities, starts, attempt_limits, groups, unique_keys, windows, keeps_keys, keeps,
                    messages, is_stored) WITH ORDINALITY
                    AS n(id, queue, priority, start, attempt_limit, group_name, unique_key, win, keeps_key, keep, message,
                    is_stored, place)
                WHERE n.is_stored ORDER BY n.place;
                RETURN;
            END IF;
            FOR i IN 1..total LOOP
                CONTINUE WHEN NOT is_stored[i];
                found_turn := \(name).turn_of(ordering_keys[i]);
                new_state := CASE WHEN starts[i] > now THEN 0 ELSE 1 END;
                IF found_turn IS NOT NULL THEN
                    IF NOT is_own THEN
                        new_state := -1;
                        INSERT INTO \(name).turns (queue, turn) VALUES (queues[i], found_turn);
                    ELSIF \(name).has_turn(queues[i], found_turn) THEN
                        new_state := -1;
                    ELSIF EXISTS (SELECT 1 FROM \(name).jobs j WHERE j.state = -1 AND j.queue = queues[i] AND j.turn = found_turn)
                    THEN
                        -- Others came before, for which nobody has looked yet.
                        PERFORM \(name).pass_turn(queues[i], found_turn, now);
                        new_state := -1;
                    END IF;
                END IF;
                INSERT INTO \(name).jobs (id, queue, state, priority, enqueued, due, attempt_limit, group_name, unique_key,
                    key_expires, keeps_key, keep, ordering_key, turn, message)
                VALUES (ids[i], queues[i], new_state, priorities[i], now, coalesce(starts[i], now),
                    greatest(1, least(attempt_limits[i], 1000000000)), groups[i], unique_keys[i],
                    now + windows[i] * interval '1 microsecond', keeps_keys[i], CASE WHEN keeps[i] < 0 THEN 0 ELSE keeps[i] END, ordering_keys[i],
                    found_turn, messages[i]);
            END LOOP;
        END $$;

        -- For any client, in a transaction of its own: jobs as JSON, and what became of each, in their order.
        CREATE FUNCTION \(name).enqueue(jobs text) RETURNS TABLE (job uuid, outcome text) \(Self.planning) AS $$
        DECLARE
            n record;
        BEGIN
            SELECT array_agg(e.id ORDER BY place) AS ids, array_agg(e.queue ORDER BY place) AS queues,
                array_agg(coalesce(e.priority, 0) ORDER BY place) AS priorities,
                array_agg(timestamptz 'epoch' + e.start * interval '1 microsecond' ORDER BY place) AS starts,
                array_agg(coalesce(e.attempt_limit, 1) ORDER BY place) AS attempt_limits,
                array_agg(e.group_name ORDER BY place) AS groups, array_agg(e.unique_key ORDER BY place) AS unique_keys,
                array_agg(decode(e.unique_digest, 'base64') ORDER BY place) AS digests,
                array_agg(e.unique_window ORDER BY place) AS windows,
                array_agg(coalesce(e.keeps_key, false) ORDER BY place) AS keeps_keys,
                array_agg(e.keep ORDER BY place) AS keeps, array_agg(e.ordering_key ORDER BY place) AS ordering_keys,
                array_agg(decode(e.message, 'base64') ORDER BY place) AS messages
            INTO n
            FROM json_array_elements(jobs::json) WITH ORDINALITY AS j(entry, place), json_to_record(j.entry)
                AS e(id uuid, queue text, priority bigint, start bigint, attempt_limit bigint, group_name text,
                unique_key text, unique_digest text, unique_window bigint, keeps_key boolean, keep bigint, ordering_key text,
                message text);
            RETURN QUERY
            WITH refused AS (
                SELECT * FROM \(name).enqueue_all(n.ids, n.queues, n.priorities, n.starts, n.attempt_limits, n.groups,
                    n.unique_keys, n.digests, n.windows, n.keeps_keys, n.keeps, n.ordering_keys, n.messages, false))
            SELECT coalesce(r.other, i.id),
                CASE WHEN r.place IS NULL THEN 'enqueued' WHEN r.conflicts THEN 'conflict' ELSE 'duplicate' END
            FROM unnest(n.ids) WITH ORDINALITY AS i(id, place) LEFT JOIN refused r ON r.place = i.place ORDER BY i.place;
            PERFORM pg_notify(\(literal), '');
        END $$;

        """
    }
}
