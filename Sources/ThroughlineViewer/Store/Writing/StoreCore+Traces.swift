import OTLP

extension StoreCore {
    /// The trace's number; `nil` for one that nothing has come of.
    func number(of id: Trace.ID) throws -> Int64? {
        if let state = states.find(id) { return state.number }
        let find = try connection.statement("SELECT id FROM trace WHERE low = ? AND high = ?")
        find.bind(1, bits: id.low)
        find.bind(2, bits: id.high)
        guard try find.step() else { return nil }
        defer { find.reset() }
        let number = find.integer(0)
        guard traces.contains(number) else { throw StoreError.damaged(reason: "trace \(number) is missing") }
        return number
    }

    /// What has to be known of a trace that something comes to.
    func state(of id: Trace.ID) throws -> TraceState {
        if let state = states.find(id) { return state }
        let state: TraceState
        if let number = try number(of: id) {
            state = TraceState(number: number)
            try readSpans(of: state)
        } else {
            state = TraceState(number: traces.append(TraceEntry(id: id)))
            state.isNew = true
            touch(state)
        }
        states.insert(state, for: id)
        return state
    }

    private func readSpans(of state: TraceState) throws {
        let first = Self.row(trace: state.number, place: 0)
        let spans = try connection.statement("SELECT id, span, parent, origin FROM span WHERE id BETWEEN ? AND ?")
        spans.bind(1, first)
        spans.bind(2, first + Int64(Self.maxPlaces - 1))
        var parents: [(parent: UInt64, service: Int)] = []
        while try spans.step() {
            let service = origins[spans.integer(3)]?.serviceName ?? 0
            let place = TraceState.Place(row: spans.integer(0), service: service, address: "")
            state.add(place, for: spans.bits(1))
            if spans.bits(2) != 0 { parents.append((spans.bits(2), service)) }
        }
        for (parent, service) in parents where state.places[parent] == nil {
            let child = TraceState.Child(service: service, kind: .internal, link: .http)
            state.waiting[parent, default: []].append(child)
        }
        let entry = traces[state.number]
        state.rootIsTop = entry.roots > 0
        state.rootStart = entry.root == 0 ? .max : entry.start
    }

    /// Writes what is known of the traces that something has come to.
    func writeChangedTraces() throws {
        for state in changedStates {
            state.isChanged = false
            let entry = traces[state.number]
            if state.isNew {
                state.isNew = false
                try write(
                    entry,
                    number: state.number,
                    """
                    INSERT INTO trace (start, end, spans, errors, logs, roots, missing, root, services, bytes, id, high, low)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
                )
            } else {
                try write(
                    entry,
                    number: state.number,
                    """
                    UPDATE trace SET start = ?, end = ?, spans = ?, errors = ?, logs = ?, roots = ?, missing = ?, root = ?,
                        services = ?, bytes = ? WHERE id = ?
                    """
                )
            }
        }
        changedStates.removeAll(keepingCapacity: true)
        states.age()
    }

    private func write(_ entry: TraceEntry, number: Int64, _ sql: String) throws {
        let statement = try connection.statement(sql)
        statement.bind(1, bits: entry.start)
        statement.bind(2, bits: entry.end)
        statement.bind(3, entry.spans)
        statement.bind(4, entry.errors)
        statement.bind(5, entry.logs)
        statement.bind(6, entry.roots)
        statement.bind(7, entry.missing)
        statement.bind(8, entry.root)
        statement.bind(9, entry.serviceBytes)
        statement.bind(10, entry.bytes)
        statement.bind(11, number)
        if sql.hasPrefix("INSERT") {
            statement.bind(12, bits: entry.id.high)
            statement.bind(13, bits: entry.id.low)
        }
        try statement.run()
    }
}
