import OTLP

extension TelemetryStore {
    /// The trace as far as it has arrived; `nil` if no span has, or if it made room for others.
    public func trace(_ id: Trace.ID) async throws -> Trace? {
        let stored = try await read { core in
            try core.number(of: id).flatMap { number in
                core.traces[number].spans > 0 ? try core.storedTrace(number) : nil
            }
        }
        return try stored?.trace()
    }

    /// All traces, by the arrival of their first span or log record. For small stores: all of it is in memory at once.
    public func traces() async throws -> [Trace] {
        let stored = try await read { core in
            try core.traces.numbers.filter { core.traces[$0].spans > 0 }.map { try core.storedTrace($0) }
        }
        return try stored.map { try $0.trace() }
    }

    /// The spans of a trace that meet a query, each by itself.
    public func spans(of id: Trace.ID, matching query: Query) async throws -> Set<Trace.Span.ID> {
        try await read { core in
            guard let number = try core.number(of: id) else { return [] }
            var found: Set<Trace.Span.ID> = []
            let search = try RowSearch(core, .spans, for: query.expression)
            for view in core.segments(.spans) {
                guard try view.column(.trace).contains(UInt64(bitPattern: number)) else { continue }
                let spans = try view.column(.span)
                try view.forEachLive(try search.rows(query.expression, in: view)) { row, _, trace in
                    if trace == number { found.insert(Trace.Span.ID(spans[row])) }
                }
            }
            return found
        }
    }

    /// The spans that refer to a span.
    public func links(to trace: Trace.ID, _ span: Trace.Span.ID, limit: Int = 100) async throws -> [LinkingSpan] {
        let sources = try await read { core in
            let find = try core.connection.statement(
                """
                SELECT DISTINCT span.id, span.span, span.origin, span.data FROM link JOIN span ON span.id = link.source
                WHERE link.low = ? AND link.high = ? AND link.span = ? LIMIT ?
                """
            )
            find.bind(1, bits: trace.low)
            find.bind(2, bits: trace.high)
            find.bind(3, bits: span.value)
            find.bind(4, limit)
            var sources: [(Trace.ID, Trace.Span.ID, String, [UInt8])] = []
            while try find.step() {
                let number = StoreCore.trace(of: find.integer(0))
                guard core.traces.contains(number) else { continue }
                let service = core.origins[find.integer(2)]?.service ?? ""
                sources.append((core.traces[number].id, Trace.Span.ID(find.bits(1)), service, find.bytes(3)))
            }
            return sources
        }
        return sources.map { trace, span, service, data in
            let name = (try? Span(protobuf: data, limits: .trusted))?.name ?? ""
            return LinkingSpan(trace: trace, span: span, name: name, service: service)
        }
    }

    /// The names of those of the spans that are here.
    public func names(of spans: [SpanReference]) async throws -> [SpanReference: String] {
        let stored = try await read { core in
            var stored: [(SpanReference, [UInt8])] = []
            for reference in spans {
                guard let number = try core.number(of: reference.trace) else { continue }
                let find = try core.connection.statement(
                    "SELECT data FROM span WHERE id BETWEEN ? AND ? AND span = ? LIMIT 1"
                )
                let first = StoreCore.row(trace: number, place: 0)
                find.bind(1, first)
                find.bind(2, first + Int64(StoreCore.maxPlaces - 1))
                find.bind(3, bits: reference.span.value)
                guard try find.step() else { continue }
                stored.append((reference, find.bytes(0)))
                find.reset()
            }
            return stored
        }
        var names: [SpanReference: String] = [:]
        for (reference, data) in stored { names[reference] = (try? Span(protobuf: data, limits: .trusted))?.name ?? "" }
        return names
    }
}

/// A span by its ids.
public struct SpanReference: Hashable, Sendable {
    public let trace: Trace.ID
    public let span: Trace.Span.ID

    public init(trace: Trace.ID, span: Trace.Span.ID) {
        self.trace = trace
        self.span = span
    }
}

/// A trace as it is stored: what its bytes say is read by whoever asked, so that the store's thread is free for others.
struct StoredTrace: Sendable {
    struct StoredSpan: Sendable {
        let id: UInt64
        let parent: UInt64
        let origin: Origin?
        let data: [UInt8]
    }

    struct StoredLog: Sendable {
        let origin: Origin?
        let data: [UInt8]

        func entry() throws -> LogEntry {
            let record = try LogRecord(protobuf: data, limits: .trusted)
            return LogEntry(
                record,
                resource: origin?.resource ?? Resource(),
                scope: origin?.scope ?? InstrumentationScope()
            )
        }
    }

    let id: Trace.ID
    var spans: [StoredSpan] = []
    var logs: [StoredLog] = []

    func trace() throws -> Trace {
        let traceID = id.bytes
        let spans = try self.spans.map { stored in
            var span = try Span(protobuf: stored.data, limits: .trusted)
            span.traceID = traceID
            span.spanID = Trace.Span.ID(stored.id).bytes
            if stored.parent != 0 { span.parentSpanID = Trace.Span.ID(stored.parent).bytes }
            let origin = stored.origin
            return try Trace.Span(
                span,
                resource: origin?.resource ?? Resource(),
                scope: origin?.scope ?? InstrumentationScope()
            )
        }
        return Trace(id: id, spans: spans, logs: try logs.map { try $0.entry() })
    }
}

extension StoreCore {
    func storedTrace(_ number: Int64) throws -> StoredTrace {
        var trace = StoredTrace(id: traces[number].id)
        let spans = try connection.statement(
            "SELECT span, parent, origin, data FROM span WHERE id BETWEEN ? AND ? ORDER BY id"
        )
        let first = Self.row(trace: number, place: 0)
        spans.bind(1, first)
        spans.bind(2, first + Int64(Self.maxPlaces - 1))
        while try spans.step() {
            let origin = origins[spans.integer(2)]
            trace.spans.append(
                StoredTrace.StoredSpan(id: spans.bits(0), parent: spans.bits(1), origin: origin, data: spans.bytes(3))
            )
        }
        trace.logs = try storedLogs(number)
        return trace
    }

    func storedLogs(_ number: Int64) throws -> [StoredTrace.StoredLog] {
        guard traces[number].logs > 0 else { return [] }
        let find = try connection.statement("SELECT origin, data FROM log WHERE trace = ? AND trace > 0 ORDER BY id")
        find.bind(1, number)
        var logs: [StoredTrace.StoredLog] = []
        while try find.step() {
            logs.append(StoredTrace.StoredLog(origin: origins[find.integer(0)], data: find.bytes(1)))
        }
        return logs
    }
}
