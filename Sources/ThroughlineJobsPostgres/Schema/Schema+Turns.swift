extension Schema {
    // Jobs of a queue with one ordering key run one at a time. Of those that have not ended, one has its turn: it is scheduled, ready
    // or running. The others are blocked. An index sees to it that there are never two.
    //
    // Who gives the turn to a job, or finds it taken, has the key's lock first, which lasts until his transaction ends, and looks
    // then. Two that do so see each other's work, one of them at least. A transaction of an application's own may last long, and so
    // takes no lock: it leaves its job blocked, and a row in `turns`, which says that somebody should look. Who claims next does.
    // As that row is seen when the job is, no job is forgotten.
    //
    // A key is known by a hash of 64 bits, for which texts of any length can be in an index. Two keys with one hash would run in one
    // order, which harms neither.
    var turnFunctions: String {
        """
        CREATE FUNCTION \(name).turn_of(key text) RETURNS bigint LANGUAGE sql IMMUTABLE
        AS $$ SELECT hashtextextended(key, 0) $$;

        CREATE FUNCTION \(name).lock_of(queue text, turn bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
        AS $$ SELECT hashtextextended(\(literal) || '.' || queue, turn) $$;

        CREATE FUNCTION \(name).has_turn(in_queue text, in_turn bigint) RETURNS boolean \(Self.planning) AS $$
        BEGIN
            RETURN EXISTS (
                SELECT 1 FROM \(name).jobs
                WHERE queue = in_queue AND turn = in_turn AND turn IS NOT NULL AND state BETWEEN 0 AND 2);
        END $$;

        -- The lock, and then the look.
        CREATE FUNCTION \(name).pass_turn(in_queue text, in_turn bigint, at timestamptz) RETURNS void \(Self.planning) AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock(\(name).lock_of(in_queue, in_turn));
            IF \(name).has_turn(in_queue, in_turn) THEN RETURN; END IF;
            UPDATE \(name).jobs SET state = CASE WHEN due <= at THEN 1 ELSE 0 END
            WHERE state = -1 AND seq = (
                SELECT seq FROM \(name).jobs WHERE state = -1 AND queue = in_queue AND turn = in_turn ORDER BY seq LIMIT 1);
        END $$;

        CREATE FUNCTION \(name).pass_turns(at timestamptz) RETURNS void \(Self.planning) AS $$
        DECLARE
            found record;
        BEGIN
            FOR found IN
                WITH taken AS (
                    DELETE FROM \(name).turns WHERE seq IN (
                        SELECT seq FROM \(name).turns ORDER BY seq LIMIT 1000 FOR UPDATE SKIP LOCKED)
                    RETURNING queue, turn)
                SELECT DISTINCT queue, turn, \(name).lock_of(queue, turn) AS lock FROM taken ORDER BY 3
            LOOP
                PERFORM \(name).pass_turn(found.queue, found.turn, at);
            END LOOP;
        END $$;

        """
    }
}
