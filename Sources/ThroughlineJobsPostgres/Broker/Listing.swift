import Foundation
public import ThroughlineJobs

/// How jobs are looked at.
enum Listing {
    static let columns = """
        id, queue, state, priority, attempt, attempt_limit, group_name, enqueued, due, worker, lease, ended, error, result, message, \
        seq, ordering_key
        """

    /// Which jobs are meant, of one state, so that the state's own index is gone through.
    ///
    /// - Parameter parameters: Gets what the text stands for by number.
    static func source(_ filter: EntryFilter, _ state: JobState?, _ schema: String, _ parameters: inout TextParameters)
        -> String
    {
        var conditions: [String] = []
        if let state { conditions.append("state = \(state.code)") }
        if let state, state.hasEnded { conditions.append("state > 2") }
        if let queue = filter.queue { conditions.append("queue = \(parameters.add(queue))") }
        if let group = filter.group {
            let place = parameters.add(group)
            conditions.append("left(group_name, 400) = left(\(place), 400) AND group_name = \(place)")
        }
        if let after = filter.after { conditions.append("seq > \(after)") }
        let condition = conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND "))"
        return "FROM \(schema).jobs \(condition)"
    }

    /// A row for each queue of which something is known.
    static func statistics(_ schema: String) -> String {
        func count(_ state: JobState, _ more: String = "NULL::timestamptz") -> String {
            let ended = state.hasEnded ? "state > 2 AND " : ""
            let counts = [JobState.blocked, .scheduled, .ready, .running, .dead].map { $0 == state ? "count(*)" : "0" }
            return """
                SELECT queue, false, false, NULL::integer, 0, 0, \(counts.joined(separator: ", ")), \(more)
                FROM \(schema).jobs WHERE \(ended)state = \(state.code) GROUP BY queue
                """
        }
        return """
            SELECT queue, bool_or(paused), bool_or(closed), max(running_limit), sum(succeeded)::bigint, sum(failed)::bigint,
            sum(blocked)::bigint, sum(scheduled)::bigint, sum(ready)::bigint, sum(running)::bigint, sum(dead)::bigint, min(oldest)
            FROM (
                SELECT queue, paused, closed, running_limit, 0::bigint AS succeeded, 0::bigint AS failed, 0::bigint AS blocked,
                0::bigint AS scheduled, 0::bigint AS ready, 0::bigint AS running, 0::bigint AS dead, NULL::timestamptz AS oldest
                FROM \(schema).queues
                UNION ALL SELECT queue, false, false, NULL, succeeded, failed, 0, 0, 0, 0, 0, NULL FROM \(schema).tallies
                UNION ALL \(count(.blocked))
                UNION ALL \(count(.scheduled))
                UNION ALL \(count(.ready, "min(due)"))
                UNION ALL \(count(.running))
                UNION ALL \(count(.dead))
            ) AS parts GROUP BY queue
            """
    }
}

/// The values that a text of SQL stands for by `$1`, `$2` …
struct TextParameters {
    private(set) var parameters = Parameters()

    mutating func add(_ text: String) -> String {
        parameters.append(text as String?)
        return "$\(parameters.count)::text"
    }
}

extension PostgresBroker {
    public func entry(_ id: JobID) async throws -> StoredJob? {
        var parameters = Parameters()
        parameters.append(id as JobID?)
        return try await run(Call(statements.entry, parameters)) { rows in try rows.map { try StoredJob($0) }.first }
    }

    public func entries(_ filter: EntryFilter) async throws -> [StoredJob] {
        let limit = max(0, filter.limit)
        var parameters = TextParameters()
        var source = Listing.source(filter, nil, schema.name, &parameters)
        if let states = filter.states {
            guard !states.isEmpty else { return [] }
            parameters = TextParameters()
            let parts = states.sorted { $0.code < $1.code }.map { state in
                "(SELECT seq \(Listing.source(filter, state, schema.name, &parameters)) ORDER BY seq LIMIT \(limit))"
            }
            source = """
                FROM \(schema.name).jobs
                WHERE seq IN (SELECT seq FROM (\(parts.joined(separator: " UNION ALL "))) AS p ORDER BY seq LIMIT \(limit))
                """
        }
        let sql = "SELECT \(Listing.columns) \(source) ORDER BY seq LIMIT \(limit)"
        return try await run(Call(Statement(unnamed: sql), parameters.parameters)) { rows in
            try rows.map { try StoredJob($0) }
        }
    }

    public func counts(_ filter: EntryFilter) async throws -> [JobState: Int] {
        let states = (filter.states ?? Set(JobState.allCases)).sorted { $0.code < $1.code }
        guard !states.isEmpty else { return [:] }
        var parameters = TextParameters()
        let parts = states.map { state in
            "SELECT \(state.code)::smallint, count(*) \(Listing.source(filter, state, schema.name, &parameters))"
        }
        let call = Call(Statement(unnamed: parts.joined(separator: " UNION ALL ")), parameters.parameters)
        return try await run(call) { rows in
            var counts: [JobState: Int] = [:]
            for (code, count) in rows.map({ ($0.int16(0), $0.int64(1)) }) {
                guard let code, let state = JobState(code: Int(code)), let count, count > 0 else { continue }
                counts[state] = Int(count)
            }
            return counts
        }
    }
}

extension StoredJob {
    fileprivate init(_ row: Rows.Row) throws {
        guard let state = row.int16(2).flatMap({ JobState(code: Int($0)) }) else { throw PostgresError.malformed }
        self.init(
            id: try row.required(row.id(0)),
            position: try row.required(row.int64(15)),
            queue: try row.required(row.text(1)),
            state: state,
            priority: Int(try row.required(row.int64(3))),
            attempt: Int(try row.required(row.int32(4))),
            attemptLimit: Int(try row.required(row.int32(5))),
            group: row.text(6),
            orderingKey: row.text(16),
            enqueued: try row.required(row.time(7)).date,
            due: try row.required(row.time(8)).date,
            worker: row.text(9),
            leaseEnd: row.time(10)?.date,
            ended: row.time(11)?.date,
            error: row.text(12),
            result: row.byteArray(13),
            message: try row.required(row.byteArray(14))
        )
    }
}
