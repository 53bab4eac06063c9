import OTLP

extension StoreCore {
    /// The span's row by its trace and its place in it.
    static func row(trace: Int64, place: Int) -> Int64 { trace << 24 | Int64(place) }

    /// The trace that a span's row belongs to.
    static func trace(of row: Int64) -> Int64 { row >> 24 }

    /// The most spans of one trace, as many as there are places.
    static let maxPlaces = 1 << 24

    /// The most spans of one id beside the first.
    private static let maxTwins = 8

    /// Adds the spans of a request to those that are to be written.
    func insert(
        _ groups: [Arrivals<SpanArrival>],
        into insertion: inout SpanInsertion,
        changed: inout Set<Trace.ID>
    ) throws {
        for group in groups {
            let origin = try origins.origin(of: group.origin, names: &names)
            for arrival in group.records {
                switch try insert(arrival, origin: origin, originSize: group.origin.size) {
                case .new, .replaced: changed.insert(arrival.traceID)
                case .known: break
                case .full:
                    insertion.rejected[.storeFull, default: 0] += 1
                    continue
                }
                insertion.accepted += 1
            }
        }
    }

    private enum Outcome {
        case new
        case replaced
        case known
        case full
    }

    private func insert(_ arrival: SpanArrival, origin: Origin, originSize: Int) throws -> Outcome {
        guard arrival.size + originSize <= maxTraceBytes, limits.maxSpans > 0 else { return .full }
        let state = try state(of: arrival.traceID)
        if let place = state.places[arrival.id] {
            for row in [place.row] + (state.twins[arrival.id] ?? []) {
                if let known = try storedSpan(row), known.isSame(as: arrival, from: origin, origins: origins) {
                    return try replace(known, by: arrival, origin: origin, of: state)
                }
            }
            guard state.twins[arrival.id]?.count ?? 0 < Self.maxTwins else { return .full }
        }
        let entry = traces[state.number]
        guard entry.bytes + arrival.size <= maxTraceBytes, entry.spans < limits.maxSpans, entry.spans < Self.maxPlaces
        else { return .full }

        let row = Self.row(trace: state.number, place: entry.spans)
        let insert = try connection.statement(
            "INSERT INTO span (id, span, parent, origin, data) VALUES (?, ?, ?, ?, ?)"
        )
        insert.bind(1, row)
        insert.bind(2, bits: arrival.id)
        insert.bind(3, bits: arrival.parentID)
        insert.bind(4, origin.id)
        try insert.run(5, bytes: arrival.data)
        try writeLinks(of: arrival.span, row: row)

        let address = arrival.span.peerAddress
        let waiting = state.waiting.removeValue(forKey: arrival.id) ?? []
        let place = TraceState.Place(row: row, service: origin.serviceName, address: address)
        state.add(place, for: arrival.id)
        states.grow()
        let edges = self.edges(of: arrival, origin: origin, address: address, waiting: waiting, in: state)
        count(arrival, row: row, origin: origin, in: state)
        spanCount += 1
        bytes.traces += arrival.size

        try markUnsealed(row, .spans)
        try index(arrival.span, id: arrival.id, row: row, origin: origin, edges: edges)
        try sealIfFull(.spans)
        return .new
    }

    private func storedSpan(_ row: Int64) throws -> StoredSpan? {
        let stored = try connection.statement("SELECT data, parent, origin FROM span WHERE id = ?")
        stored.bind(1, row)
        guard try stored.step() else { return nil }
        defer { stored.reset() }
        return StoredSpan(row: row, data: stored.bytes(0), parent: stored.bits(1), origin: stored.integer(2))
    }

    /// A span that is sent again: with the same in it, as a sender does that has not seen the answer, or with more.
    private func replace(
        _ known: StoredSpan,
        by arrival: SpanArrival,
        origin: Origin,
        of state: TraceState
    ) throws -> Outcome {
        counts.duplicateSpans += 1
        // Of the span itself only: its resource may be megabytes, and the same for all that come with it.
        if known.data == arrival.data { return .known }
        let growth = arrival.data.count - known.data.count
        guard traces[state.number].bytes + growth <= maxTraceBytes else { return .full }

        let update = try connection.statement("UPDATE span SET parent = ?, origin = ?, data = ? WHERE id = ?")
        update.bind(1, bits: arrival.parentID)
        update.bind(2, origin.id)
        update.bind(4, known.row)
        try update.run(3, bytes: arrival.data)
        let unlink = try connection.statement("DELETE FROM link WHERE source = ?")
        unlink.bind(1, known.row)
        try unlink.run()
        try writeLinks(of: arrival.span, row: known.row)

        if known.span.status?.code == .error { traces[state.number].errors -= 1 }
        if known.parent == 0 { traces[state.number].roots -= 1 }
        traces[state.number].spans -= 1
        traces[state.number].bytes -= known.data.count + 128
        traces[state.number].remove(service: origin.serviceName)
        count(arrival, row: known.row, origin: origin, in: state)
        bytes.traces += growth

        try markUnsealed(known.row, .spans)
        try index(arrival.span, id: arrival.id, row: known.row, origin: origin, edges: [])
        let position = (segment: openSegment(.spans), row: builders[Segment.Signal.spans.rawValue].count - 1)
        replaced[known.row] = position
        let mark = try connection.statement("INSERT OR REPLACE INTO replaced (span, segment, row) VALUES (?, ?, ?)")
        mark.bind(1, known.row)
        mark.bind(2, position.segment)
        mark.bind(3, position.row)
        try mark.run()
        try sealIfFull(.spans)
        return .replaced
    }

    private func writeLinks(of span: Span, row: Int64) throws {
        for link in span.links.prefix(1_024) {
            guard let trace = Trace.ID(bytes: link.traceID), let target = Trace.Span.ID(bytes: link.spanID) else {
                continue
            }
            let insert = try connection.statement("INSERT INTO link (source, high, low, span) VALUES (?, ?, ?, ?)")
            insert.bind(1, row)
            insert.bind(2, bits: trace.high)
            insert.bind(3, bits: trace.low)
            insert.bind(4, bits: target.value)
            try insert.run()
        }
    }

    /// Adds a span to what is known of its trace.
    private func count(_ arrival: SpanArrival, row: Int64, origin: Origin, in state: TraceState) {
        let number = state.number
        let (start, end) = (arrival.span.startTimeUnixNano, arrival.span.endTimeUnixNano)
        if traces[number].spans == 0 { traceCount += traces[number].root == 0 ? 1 : 0 }
        traces[number].spans += 1
        traces[number].bytes += arrival.size
        if arrival.isError { traces[number].errors += 1 }
        if start > 0, traces[number].start == 0 || start < traces[number].start { traces[number].start = start }
        traces[number].end = max(traces[number].end, end, traces[number].start)
        traces[number].add(service: origin.serviceName)

        let isTop = arrival.parentID == 0
        if isTop {
            traces[number].roots += 1
        } else if state.places[arrival.parentID] == nil {
            let link = arrival.span.linkKind
            let child = TraceState.Child(service: origin.serviceName, kind: arrival.kind, link: link)
            state.waiting[arrival.parentID, default: []].append(child)
        }
        traces[number].missing = state.waiting.count
        // A trace is named after its first root, and until one has come after its first span.
        if traces[number].root == 0 || (isTop && !state.rootIsTop)
            || (isTop == state.rootIsTop && start < state.rootStart)
        {
            traces[number].root = row
            state.rootIsTop = isTop
            state.rootStart = start
        }
        touch(state)
    }

    func touch(_ state: TraceState) {
        guard !state.isChanged else { return }
        state.isChanged = true
        changedStates.append(state)
    }

    /// Who has called whom, as far as it is known now: a span and its parent may come in either order.
    private func edges(
        of arrival: SpanArrival,
        origin: Origin,
        address: String,
        waiting: [TraceState.Child],
        in state: TraceState
    ) -> [ServiceEdge] {
        var edges: [ServiceEdge] = []
        let own = ServiceEdge.Node(kind: .service, name: origin.service)
        if let edge = arrival.span.systemEdge(of: own, address: address) { edges.append(edge) }
        if arrival.kind == .server, let parent = state.places[arrival.parentID], parent.service != origin.serviceName {
            let caller = ServiceEdge.Node(kind: .service, name: names.text(parent.service))
            edges.append(ServiceEdge(from: caller, to: own, kind: arrival.span.linkKind, address: parent.address))
        }
        for child in waiting where child.kind == .server && child.service != origin.serviceName {
            let called = ServiceEdge.Node(kind: .service, name: names.text(child.service))
            edges.append(ServiceEdge(from: own, to: called, kind: child.link, address: address))
        }
        return edges
    }
}

/// A span that is in the database.
private struct StoredSpan {
    let row: Int64
    let data: [UInt8]
    let parent: UInt64
    let origin: Int64
    let span: Span

    init(row: Int64, data: [UInt8], parent: UInt64, origin: Int64) {
        (self.row, self.data, self.parent, self.origin) = (row, data, parent, origin)
        span = (try? Span(protobuf: data, limits: .trusted)) ?? Span()
    }

    /// Whether it is the same that comes again, and not another one with its id.
    func isSame(as arrival: SpanArrival, from origin: Origin, origins: Origins) -> Bool {
        if data == arrival.data, parent == arrival.parentID { return true }
        return parent == arrival.parentID && SpanKind(span.kind.rawValue) == arrival.kind
            && origins[self.origin]?.serviceName == origin.serviceName
    }
}

extension TraceEntry {
    mutating func add(service name: Int) {
        if let index = services.firstIndex(where: { $0.name == name }) {
            services[index].spans += 1
        } else if services.count < 1_024 {
            services.append((name, 1))
        }
    }

    mutating func remove(service name: Int) {
        guard let index = services.firstIndex(where: { $0.name == name }) else { return }
        services[index].spans -= 1
        if services[index].spans == 0 { services.remove(at: index) }
    }
}
