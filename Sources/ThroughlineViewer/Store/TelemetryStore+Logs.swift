import OTLP

/// Some of the log records that meet a query, the newest first.
public struct LogPage: Sendable, Encodable {
    public var logs: [LogReport]
    /// Where the next page begins, of older records; `nil` for the last one.
    public var next: String?
}

extension TelemetryStore {
    /// The log records that meet a query, the newest first; each term is asked of the record itself.
    public func logs(matching query: Query = Query(), cursor: String? = nil, limit: Int = 100) async throws -> LogPage {
        let (stored, next) = try await read { core in
            var ranking = Ranking(limit: limit, ascending: false, after: cursor)
            let search = try RowSearch(core, .logs, for: query.expression)
            for view in core.segments(.logs).reversed() {
                let rows = try search.rows(query.expression, in: view)
                guard !rows.isEmpty else { continue }
                let times = try view.column(.time)
                try view.forEachLive(rows) { row, record, _ in ranking.add(times[row], record) }
            }
            return (try ranking.best.compactMap { try core.storedLog($0.record) }, ranking.next)
        }
        return LogPage(logs: try stored.map { LogReport(try $0.entry()) }, next: next)
    }

    /// The log records of a trace, in the order in which they arrived, also while no span of it has.
    public func logs(of id: Trace.ID) async throws -> [LogEntry] {
        let stored = try await read { core in try core.number(of: id).map { try core.storedLogs($0) } }
        return try stored?.map { try $0.entry() } ?? []
    }

    /// The last log records that belong to no trace, in the order in which they arrived.
    public func untracedLogs(limit: Int = 1_000) async throws -> [LogEntry] {
        let stored = try await read { core in
            let find = try core.connection.statement(
                "SELECT origin, data FROM log WHERE trace = 0 ORDER BY id DESC LIMIT ?"
            )
            find.bind(1, limit)
            var stored: [StoredTrace.StoredLog] = []
            while try find.step() {
                stored.append(StoredTrace.StoredLog(origin: core.origins[find.integer(0)], data: find.bytes(1)))
            }
            return stored
        }
        return try stored.reversed().map { try $0.entry() }
    }
}

extension StoreCore {
    func storedLog(_ record: Int64) throws -> StoredTrace.StoredLog? {
        let find = try connection.statement("SELECT origin, data FROM log WHERE id = ?")
        find.bind(1, record)
        guard try find.step() else { return nil }
        defer { find.reset() }
        return StoredTrace.StoredLog(origin: origins[find.integer(0)], data: find.bytes(1))
    }
}
