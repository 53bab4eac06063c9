import OTLP

extension StoreCore {
    /// Adds the log records of a request to those that are to be written.
    func insert(
        _ groups: [Arrivals<LogArrival>],
        into insertion: inout LogInsertion,
        changed: inout Set<Trace.ID>
    ) throws {
        for group in groups {
            let origin = try origins.origin(of: group.origin, names: &names)
            for arrival in group.records {
                if try insert(arrival, origin: origin, originSize: group.origin.size) {
                    insertion.accepted += 1
                    if let id = arrival.entry.traceID { changed.insert(id) }
                } else {
                    insertion.rejected[.storeFull, default: 0] += 1
                }
            }
        }
        // Of traces that no span has come of nobody is told: records may name others without number.
        changed = try changed.filter { id in try number(of: id).map { traces[$0].spans > 0 } ?? false }
    }

    private func insert(_ arrival: LogArrival, origin: Origin, originSize: Int) throws -> Bool {
        guard arrival.size + originSize <= maxTraceBytes / 4 else { return false }
        var trace: Int64 = 0
        if let id = arrival.entry.traceID {
            let state = try state(of: id)
            guard traces[state.number].bytes + arrival.size <= maxTraceBytes else { return false }
            trace = state.number
            traces[trace].logs += 1
            traces[trace].bytes += arrival.size
            bytes.traces += arrival.size
            touch(state)
        } else {
            bytes.logs += arrival.size
        }
        let row = nextLog
        nextLog += 1
        let insert = try connection.statement("INSERT INTO log (id, trace, span, origin, data) VALUES (?, ?, ?, ?, ?)")
        insert.bind(1, row)
        insert.bind(2, trace)
        insert.bind(3, bits: arrival.entry.spanID?.value ?? 0)
        insert.bind(4, origin.id)
        try insert.run(5, bytes: arrival.data)
        logCount += 1
        try markUnsealed(row, .logs)
        try index(arrival.entry, row: row, trace: trace, origin: origin)
        try sealIfFull(.logs)
        return true
    }
}
