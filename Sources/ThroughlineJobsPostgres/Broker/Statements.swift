import Foundation

/// The statements that a broker runs, each prepared once on each connection.
struct Statements: Sendable {
    let enqueue, enqueuePlain, claim, settle, extend, rescue, purge: Statement
    let cancel, requeue, delete, nextStart, entry, statistics: Statement
    let isClosed, setPaused, setClosed, setLimit: Statement
    let report, workers, setSchedule, schedules, removeSchedule, advance: Statement
    /// What time it is, whether this connection has the lock for schedules, and whether one of those is late.
    let probe: Call
    let notify: Call
    let schema: Schema

    /// Who notifies, so that a process does not wake itself up again.
    let origin = UUID().uuidString

    init(_ schema: Schema) {
        self.schema = schema
        let name = schema.name
        enqueue = Statement("enqueue", "SELECT place, other, conflicts FROM \(name).enqueue_all(\(Self.places(15)))")
        // Most jobs have no key, and need nothing looked up.
        enqueuePlain = Statement(
            "enqueue_plain",
            """
            INSERT INTO \(name).jobs
            (id, queue, state, priority, enqueued, due, attempt_limit, group_name, keep, message)
            SELECT n.id, n.queue, CASE WHEN n.start > t.now THEN 0 ELSE 1 END, n.priority, t.now, coalesce(n.start, t.now),
            greatest(1, least(n.attempt_limit, 1000000000)), n.group_name, CASE WHEN n.keep < 0 THEN 0 ELSE n.keep END, n.message
            FROM (SELECT coalesce($9::timestamptz, clock_timestamp()) AS now) AS t,
            unnest($1::uuid[], $2::text[], $3::bigint[], $4::timestamptz[], $5::bigint[], $6::text[], $7::bigint[], $8::bytea[])
            WITH ORDINALITY AS n(id, queue, priority, start, attempt_limit, group_name, keep, message, place)
            ORDER BY n.place
            """
        )
        claim = Statement("claim", "SELECT * FROM \(name).claim(\(Self.places(8)))")
        settle = Statement("settle", "SELECT result FROM \(name).settle(\(Self.places(21)))")
        extend = Statement("extend", "SELECT result FROM \(name).extend(\(Self.places(4)))")
        rescue = Statement("rescue", "SELECT * FROM \(name).rescue(\(Self.places(8)))")
        purge = Statement("purge", "SELECT \(name).purge($1, $2, $3, $4)")
        cancel = Self.change("cancel", name)
        requeue = Self.change("requeue", name)
        delete = Self.change("delete", name)
        nextStart = Statement(
            "next_start",
            "SELECT min((SELECT min(due) FROM \(name).jobs WHERE state = 0 AND queue = q.name)) FROM unnest($1::text[]) AS q(name)"
        )
        entry = Statement("entry", "SELECT \(Listing.columns) FROM \(name).jobs WHERE id = $1")
        statistics = Statement("statistics", Listing.statistics(name))
        isClosed = Statement("is_closed", "SELECT closed FROM \(name).queues WHERE queue = $1")
        setPaused = Self.setting("paused", name)
        setClosed = Self.setting("closed", name)
        setLimit = Self.setting("running_limit", name)
        report = Statement(
            "report",
            """
            WITH old AS (DELETE FROM \(name).workers WHERE seen < $4::timestamptz AND name <> $1)
            INSERT INTO \(name).workers (name, seen, report) VALUES ($1, $2, $3)
            ON CONFLICT (name) DO UPDATE SET seen = excluded.seen, report = excluded.report
            """
        )
        workers = Statement("workers", "SELECT report FROM \(name).workers ORDER BY name COLLATE \"C\"")
        setSchedule = Statement(
            "set_schedule",
            """
            INSERT INTO \(name).schedules (name, next, remaining, definition) VALUES ($1, $2, $3, $4)
            ON CONFLICT (name) DO UPDATE
            SET next = excluded.next, remaining = excluded.remaining, definition = excluded.definition
            """
        )
        schedules = Statement(
            "schedules",
            "SELECT name, next, remaining, definition FROM \(name).schedules ORDER BY name COLLATE \"C\""
        )
        removeSchedule = Statement("remove_schedule", "DELETE FROM \(name).schedules WHERE name = $1")
        // The jobs are enqueued if and only if the schedule stood where it is advanced from.
        advance = Statement(
            "fire",
            """
            WITH fired AS MATERIALIZED (
                UPDATE \(name).schedules SET next = $17, remaining = $18, definition = $19 WHERE name = $16 AND next = $20
                RETURNING 1)
            SELECT 0, NULL::uuid, NULL::boolean FROM fired
            UNION ALL SELECT e.* FROM fired, LATERAL \(name).enqueue_all(\(Self.places(15))) AS e
            """
        )
        // Who has the lock gets it again each time, and gives it back with the connection.
        let lock = "hashtextextended('throughline schedules ' || \(schema.literal), 0)"
        probe = Call(
            Statement(
                "probe",
                """
                SELECT clock_timestamp(), pg_try_advisory_lock(\(lock)),
                EXISTS (SELECT 1 FROM \(name).schedules WHERE next < clock_timestamp() - interval '5 seconds')
                """
            ),
            Parameters()
        )
        notify = Call("SELECT pg_notify(\(schema.literal), '\(origin)')")
    }

    private static func places(_ count: Int) -> String { (1...count).map { "$\($0)" }.joined(separator: ", ") }

    /// A function that changes one job, for several, one after the other.
    private static func change(_ function: String, _ schema: String) -> Statement {
        Statement(
            function,
            "SELECT \(schema).\(function)(j.id, $2) FROM unnest($1::uuid[]) WITH ORDINALITY AS j(id, place) ORDER BY j.place"
        )
    }

    private static func setting(_ column: String, _ schema: String) -> Statement {
        Statement(
            "set_\(column)",
            """
            INSERT INTO \(schema).queues (queue, \(column)) VALUES ($1, $2)
            ON CONFLICT (queue) DO UPDATE SET \(column) = excluded.\(column)
            """
        )
    }
}
