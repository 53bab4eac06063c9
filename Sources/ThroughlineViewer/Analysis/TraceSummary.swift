import OTLP

/// A trace in a line.
public struct TraceSummary: Hashable, Sendable, Encodable {
    /// How many spans of a trace a service has.
    public struct Service: Hashable, Sendable, Encodable {
        public var name: String
        public var spans: Int

        public init(name: String, spans: Int) {
            self.name = name
            self.spans = spans
        }
    }

    public var trace: Trace.ID
    /// The name of the root, or of the earliest span where the root has not arrived.
    public var name: String
    /// That span's service.
    public var service: String
    /// That span's kind: `server`.
    public var kind: String
    public var start: UnixTime
    /// The time, in nanoseconds, from the start of the earliest span to the end of the latest.
    public var duration: UInt64
    public var spans: Int
    /// How many spans failed.
    public var errors: Int
    /// How many log records belong to the trace.
    public var logs: Int
    public var services: [Service]
    /// The root's `http.route`.
    public var route: String?
    /// The root's request method.
    public var method: String?
    /// The root's HTTP status.
    public var status: Int?
    /// Whether nothing is known to be missing.
    public var complete: Bool
    /// How many spans have no parent here.
    public var roots: Int

    public init(
        trace: Trace.ID,
        name: String,
        service: String,
        kind: String,
        start: UnixTime,
        duration: UInt64,
        spans: Int,
        errors: Int,
        logs: Int,
        services: [Service],
        route: String? = nil,
        method: String? = nil,
        status: Int? = nil,
        complete: Bool,
        roots: Int
    ) {
        self.trace = trace
        self.name = name
        self.service = service
        self.kind = kind
        self.start = start
        self.duration = duration
        self.spans = spans
        self.errors = errors
        self.logs = logs
        self.services = services
        self.route = route
        self.method = method
        self.status = status
        self.complete = complete
        self.roots = roots
    }
}

extension TraceSummary {
    init(_ rows: TraceRows) {
        let trace = rows.trace
        let root = rows.roots.first.map { rows.rows[$0].span }
        var counts: [String: Int] = [:]
        var order: [String] = []
        for row in rows.rows {
            let service = row.span.serviceName
            if counts.updateValue((counts[service] ?? 0) + 1, forKey: service) == nil { order.append(service) }
        }
        self.init(
            trace: trace.id,
            name: root?.name ?? "",
            service: root?.serviceName ?? "",
            kind: (root?.kind ?? .internal).word,
            start: UnixTime(trace.startTimeUnixNano),
            duration: trace.durationNanoseconds,
            spans: trace.spans.count,
            errors: trace.errorCount,
            logs: trace.logs.count,
            services: order.map { Service(name: $0, spans: counts[$0] ?? 0) },
            route: root?.attributes["http.route"]?.stringValue,
            method: (root?.attributes["http.request.method"] ?? root?.attributes["http.method"])?.stringValue,
            status: (root?.attributes["http.response.status_code"] ?? root?.attributes["http.status_code"])?.intValue
                .map { Int($0) },
            complete: trace.isComplete,
            roots: rows.roots.count
        )
    }
}
