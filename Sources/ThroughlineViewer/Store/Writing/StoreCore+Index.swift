import OTLP

extension StoreCore {
    func markUnsealed(_ record: Int64, _ signal: Segment.Signal) throws {
        let insert = try connection.statement("INSERT INTO unsealed (signal, record) VALUES (?, ?)")
        insert.bind(1, signal.rawValue)
        insert.bind(2, record)
        try insert.run()
    }

    /// Adds a span to the segment in memory.
    func index(_ span: Span, id: UInt64, row: Int64, origin: Origin, edges: [ServiceEdge]) throws {
        let kind = SpanKind(span.kind.rawValue)
        let start = span.startTimeUnixNano
        let signal = Segment.Signal.spans.rawValue
        builders[signal].append(
            SegmentBuilder.Row(
                record: row,
                trace: Self.trace(of: row),
                span: id,
                time: start,
                duration: start > 0 && span.endTimeUnixNano > start ? span.endTimeUnixNano - start : 0
            )
        )
        builders[signal].add(.int(origin.id), under: .origin)
        builders[signal].add(.string(span.name), under: .name)
        builders[signal].add(.string(kind.rawValue), under: .kind)
        builders[signal].add(.string(SpanStatus(span.status?.code.rawValue).rawValue), under: .status)
        if let message = span.status?.message, !message.isEmpty {
            builders[signal].add(.string(message), under: .statusMessage)
        }
        if kind != .internal {
            builders[signal].add(.string("\(origin.service)\0\(kind.rawValue)\0\(span.name)"), under: .route)
        }
        for edge in edges { builders[signal].add(.string(edge.text), under: .edge) }
        try index(span.attributes, signal)
        for event in span.events {
            builders[signal].add(.string(event.name), under: .event)
            try index(event.attributes, signal)
        }
    }

    /// Adds a log record to the segment in memory.
    func index(_ entry: LogEntry, row: Int64, trace: Int64, origin: Origin) throws {
        let signal = Segment.Signal.logs.rawValue
        builders[signal].append(
            SegmentBuilder.Row(record: row, trace: trace, span: entry.spanID?.value ?? 0, time: entry.timeUnixNano)
        )
        builders[signal].add(.int(origin.id), under: .origin)
        builders[signal].add(.int(Int64(entry.severity.rawValue)), under: .severity)
        if let severity = Severity(number: entry.severity.rawValue) {
            builders[signal].add(.string(severity.rawValue), under: .severityName)
        }
        if !entry.data.eventName.isEmpty { builders[signal].add(.string(entry.data.eventName), under: .event) }
        entry.data.body?.forEachValue { builders[signal].add($0, under: .body) }
        try index(entry.data.attributes, signal)
    }

    private func index(_ attributes: [KeyValue], _ signal: Int) throws {
        var failure: (any Error)?
        for attribute in attributes {
            attribute.forEachValue { key, value in
                do {
                    try builders[signal].add(key, value, names: &names)
                } catch {
                    failure = error
                }
            }
        }
        if let failure { throw failure }
    }

    /// Writes the segment in memory once it is full, and begins another one.
    func sealIfFull(_ signal: Segment.Signal) throws {
        guard builders[signal.rawValue].isFull else { return }
        let id = openSegment(signal)
        let builder = builders[signal.rawValue]
        let insert = try connection.statement(
            "INSERT INTO segment (id, signal, count, newest_trace, newest_log) VALUES (?, ?, ?, ?, ?)"
        )
        insert.bind(1, id)
        insert.bind(2, signal.rawValue)
        insert.bind(3, builder.count)
        insert.bind(4, builder.newestTrace)
        insert.bind(5, builder.newestLog)
        try insert.run()

        let field = try connection.statement("INSERT INTO field (id, count, kinds, data) VALUES (?, ?, ?, ?)")
        // By their numbers, so that the table grows at its end.
        let keys = (SegmentBuilder.columns + builder.fields.keys).sorted { $0.number < $1.number }
        for key in keys {
            guard let data = builders[signal.rawValue].data(of: key) else { continue }
            field.bind(1, id << 24 | Int64(key.number))
            field.bind(2, builder.fields[key]?.count ?? builder.count)
            field.bind(3, builder.fields[key]?.kinds.rawValue ?? 0)
            try field.run(4, bytes: data)
        }
        try connection.execute("DELETE FROM unsealed WHERE signal = \(signal.rawValue)")
        sealed.append(
            SealedSegment(
                id: id,
                signal: signal,
                count: builder.count,
                newestTrace: builder.newestTrace,
                newestLog: builder.newestLog
            )
        )
        builders[signal.rawValue] = SegmentBuilder(signal)
    }

    /// Adds a span that is in the database, but in no segment that is, to the one in memory. One that is gone has a row
    /// nevertheless, so that the others keep theirs.
    func indexStoredSpan(_ row: Int64) throws {
        let stored = try connection.statement("SELECT span, origin, data FROM span WHERE id = ?")
        stored.bind(1, row)
        guard try stored.step() else {
            return builders[Segment.Signal.spans.rawValue].append(SegmentBuilder.Row(record: row))
        }
        let (id, number, data) = (stored.bits(0), stored.integer(1), stored.bytes(2))
        stored.reset()
        let span = (try? Span(protobuf: data, limits: .trusted)) ?? Span()
        guard let origin = origins[number] else { throw StoreError.damaged(reason: "origin \(number) is missing") }
        let own = ServiceEdge.Node(kind: .service, name: origin.service)
        let edge = span.systemEdge(of: own, address: span.peerAddress)
        try index(span, id: id, row: row, origin: origin, edges: edge.map { [$0] } ?? [])
    }

    func indexStoredLog(_ row: Int64) throws {
        let stored = try connection.statement("SELECT trace, origin, data FROM log WHERE id = ?")
        stored.bind(1, row)
        guard try stored.step() else {
            return builders[Segment.Signal.logs.rawValue].append(SegmentBuilder.Row(record: row))
        }
        let (trace, number, data) = (stored.integer(0), stored.integer(1), stored.bytes(2))
        stored.reset()
        let record = (try? LogRecord(protobuf: data, limits: .trusted)) ?? LogRecord()
        guard let origin = origins[number] else { throw StoreError.damaged(reason: "origin \(number) is missing") }
        try index(LogEntry(record), row: row, trace: trace, origin: origin)
    }
}
