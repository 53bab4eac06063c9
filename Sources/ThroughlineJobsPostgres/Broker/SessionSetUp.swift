import Logging
import Synchronization

/// What is done on each connection before it is used.
final class SessionSetUp: Sendable {
    private let schema: Schema
    private let options: PostgresBroker.Options
    private let creates: Bool
    private let clock: DatabaseClock
    private let hasLooked = Mutex(false)

    init(schema: Schema, options: PostgresBroker.Options, creates: Bool, clock: DatabaseClock) {
        self.schema = schema
        self.options = options
        self.creates = creates
        self.clock = clock
    }

    func prepare(_ execute: (String) throws -> [[String?]]) throws {
        if !options.isPooled {
            _ = try execute(settings)
            // Not every system's server can look whether its client is still there.
            for setting in ["client_connection_check_interval = '5s'", "tcp_user_timeout = '15s'"] {
                _ = try? execute("SET \(setting)")
            }
        }
        try look(execute)
        try schema.prepare(creates: creates, execute)
    }

    private var settings: String {
        // The server gives up before who asks does, so that he is told why.
        let limit = max(1, Int(options.callTimeout / .milliseconds(1)) * 9 / 10)
        return """
            SET statement_timeout = \(limit); SET client_min_messages = warning; SET jit = off;
            SET default_transaction_isolation = 'read committed'; SET default_transaction_read_only = off;
            SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3
            """
    }

    /// Looks at the server: whether it can be used, what it promises, and what time it is there.
    private func look(_ execute: (String) throws -> [[String?]]) throws {
        let start = ContinuousClock.now
        let rows = try execute(
            """
            SELECT current_setting('server_version_num'), current_setting('synchronous_commit'), current_setting('fsync'),
            current_setting('full_page_writes'), current_setting('default_transaction_isolation'),
            (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
            """
        )
        guard let row = rows.first, row.count == 6, let time = row[5].flatMap({ Int64($0) }) else {
            throw PostgresError.malformed
        }
        let halfway = (ContinuousClock.now - start) / 2
        clock.set(PostgresTime(microseconds: time + halfway.postgresMicroseconds))
        guard let version = row[0].flatMap({ Int($0) }), version >= 140_000 else {
            throw PostgresError(.refused, sqlState: "42000", "the server is older than PostgreSQL 14")
        }
        guard row[4] == "read committed" else {
            throw PostgresError(.refused, sqlState: "42000", "default_transaction_isolation must be read committed")
        }
        let isFirst = hasLooked.withLock { hasLooked in
            defer { hasLooked = true }
            return !hasLooked
        }
        if isFirst { warn(synchronousCommit: row[1], fsync: row[2], fullPageWrites: row[3]) }
    }

    private func warn(synchronousCommit: String?, fsync: String?, fullPageWrites: String?) {
        if synchronousCommit == "off" {
            options.logger.warning(
                """
                synchronous_commit is off: jobs that were acknowledged, and outcomes that were recorded, in the last moments before the \
                server crashes are lost, or run again
                """
            )
        }
        if fsync == "off" || fullPageWrites == "off" {
            options.logger.warning(
                "fsync or full_page_writes is off: the database may be lost when the machine crashes or loses its power"
            )
        }
    }
}
