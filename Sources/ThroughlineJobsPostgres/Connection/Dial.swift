import Foundation

/// How a connection is made: it blocks its thread, with a deadline, and so has one of its own.
struct Dial: Sendable {
    let url: PostgresURL
    /// How long it may take until the connection can be used.
    let timeout: Duration
    /// Whether the connection goes to a pooler, which gives each transaction another one of its own.
    let isPooled: Bool
    /// What is done on the connection first, by a function that runs texts of SQL and gives back rows of text.
    let prepare: @Sendable (_ execute: (String) throws -> [[String?]]) throws -> Void
}

#if PostgreSQL
import CLibPQ

extension Dial {
    /// - Throws: ``PostgresError``, and what ``prepare`` throws.
    func connect() throws -> Connection {
        let deadline = ContinuousClock.now + timeout
        // What libpq says of a URL that it does not understand quotes it, the password included.
        guard let options = PQconninfoParse(url.connection, nil) else { throw PostgresURLError.malformed }
        PQconninfoFree(options)
        guard let handle = start() else { throw PostgresError(.unreachable, "there is no memory for a connection") }
        do {
            // Notices would go to the standard error.
            PQsetNoticeProcessor(handle, { _, _ in }, nil)
            try establish(handle, until: deadline)
            try prepare { sql in try execute(sql, on: handle, until: deadline) }
        } catch {
            PQfinish(handle)
            throw error
        }
        return try Connection(taking: handle, isPooled: isPooled)
    }

    private func start() -> OpaquePointer? {
        // What the URL says comes after what is only a default. A peer that is gone without a word is noticed in half a minute
        // at most, whatever the system's defaults are; of several hosts, one that can write is meant.
        let parameters = [
            ("fallback_application_name", "throughline"), ("keepalives_idle", "10"), ("keepalives_interval", "5"),
            ("keepalives_count", "3"), ("tcp_user_timeout", "15000"), ("target_session_attrs", "read-write"),
            ("dbname", url.connection), ("client_encoding", "UTF8"),
        ]
        let copies = parameters.map { (strdup($0.0), strdup($0.1)) }
        defer {
            for copy in copies {
                free(copy.0)
                free(copy.1)
            }
        }
        let keywords = copies.map { UnsafePointer<CChar>($0.0) } + [nil]
        let values = copies.map { UnsafePointer<CChar>($0.1) } + [nil]
        return PQconnectStartParams(keywords, values, 1)
    }

    private func establish(_ handle: OpaquePointer, until deadline: ContinuousClock.Instant) throws {
        guard PQstatus(handle) != CONNECTION_BAD else { throw failure(handle) }
        var events = Int16(POLLOUT)
        while true {
            try wait(handle, for: events, until: deadline)
            switch PQconnectPoll(handle) {
            case PGRES_POLLING_READING: events = Int16(POLLIN)
            case PGRES_POLLING_WRITING: events = Int16(POLLOUT)
            case PGRES_POLLING_OK: return
            default: throw failure(handle)
            }
        }
    }

    /// Why there is no connection. libpq says with which host, and never with which password.
    private func failure(_ handle: OpaquePointer) -> PostgresError {
        let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        let message = lines.joined(separator: "; ")
        // libpq keeps no code for what the server says to who connects.
        let permanent: [(String, String)] = [
            ("password authentication failed", "28P01"), ("no pg_hba.conf entry", "28000"),
            ("no password supplied", "28P01"),
            ("role \"", "28000"), ("database \"", "3D000"), ("certificate verify failed", "28000"),
            ("server does not support SSL", "28000"), ("root certificate file", "28000"),
        ]
        let passing = ["starting up", "shutting down", "recovery mode", "too many", "not yet accepting", "read-only"]
        if !passing.contains(where: message.contains), let code = permanent.first(where: { message.contains($0.0) })?.1
        {
            return PostgresError(.refused, sqlState: code, message)
        }
        return PostgresError(.unreachable, message.isEmpty ? "no connection" : message)
    }

    private func execute(_ sql: String, on handle: OpaquePointer, until deadline: ContinuousClock.Instant) throws
        -> [[String?]]
    {
        guard PQsendQuery(handle, sql) == 1 else {
            throw PostgresError(.connectionLost, "the connection: it has ended")
        }
        var rows: [[String?]] = []
        var failure: PostgresError?
        while true {
            while PQisBusy(handle) != 0 {
                try wait(handle, for: Int16(POLLIN), until: deadline)
                guard PQconsumeInput(handle) == 1 else {
                    throw failure ?? PostgresError(.connectionLost, "the connection: it has ended")
                }
            }
            guard let result = PQgetResult(handle) else { break }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: break
            case PGRES_TUPLES_OK:
                rows = (0..<PQntuples(result)).map { row in
                    (0..<PQnfields(result)).map { column in
                        PQgetisnull(result, row, column) == 1 ? nil : String(cString: PQgetvalue(result, row, column))
                    }
                }
            default: failure = failure ?? Connection.error(of: result)
            }
            if PQstatus(handle) == CONNECTION_BAD { break }
        }
        if let failure { throw failure }
        return rows
    }

    private func wait(_ handle: OpaquePointer, for events: Int16, until deadline: ContinuousClock.Instant) throws {
        while true {
            let left = deadline - .now
            guard left > .zero else { throw PostgresError(.unreachable, "the server has not answered in time") }
            var descriptor = pollfd(fd: PQsocket(handle), events: events, revents: 0)
            let result = poll(&descriptor, 1, Int32(min(60_000, max(1, left / .milliseconds(1)))))
            if result > 0 { return }
            guard result == 0 || errno == EINTR else {
                throw PostgresError(.unreachable, "the connection cannot be watched")
            }
        }
    }
}
#else

extension Dial {
    func connect() throws -> Connection {
        throw PostgresError(
            .notBuiltIn,
            "this build has no client for it: build with the package trait PostgreSQL (swift build --traits default,PostgreSQL)"
        )
    }
}
#endif
