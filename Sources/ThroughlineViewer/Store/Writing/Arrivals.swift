import OTLP

/// A span as it is to be written.
struct SpanArrival: Sendable {
    let traceID: Trace.ID
    let id: UInt64
    /// 0 for a root.
    let parentID: UInt64
    let span: Span
    /// The span without its three ids, which the tables have.
    let data: [UInt8]

    /// - Throws: ``SpanRejection`` when an id is not valid.
    init(_ span: Span) throws(SpanRejection) {
        guard let traceID = Trace.ID(bytes: span.traceID) else { throw .invalidTraceID }
        let checked = try Trace.Span(span)
        self.traceID = traceID
        id = checked.id.value
        parentID = checked.parentID?.value ?? 0
        self.span = span
        var bare = span
        bare.traceID = []
        bare.spanID = []
        // Zeros for none come back as they came.
        if parentID != 0 { bare.parentSpanID = [] }
        // Only what is nested too deeply cannot be written, and nothing that was read is.
        guard let data = try? bare.protobuf() else { throw .storeFull }
        self.data = data
    }

    /// The room that it takes, in bytes, with what is said of it in the tables and in the index.
    var size: Int { data.count + 128 }

    var kind: SpanKind { SpanKind(span.kind.rawValue) }
    var isError: Bool { span.status?.code == .error }

    var duration: UInt64 {
        span.startTimeUnixNano > 0 && span.endTimeUnixNano > span.startTimeUnixNano
            ? span.endTimeUnixNano - span.startTimeUnixNano : 0
    }
}

/// A log record as it is to be written.
struct LogArrival: Sendable {
    let entry: LogEntry
    let data: [UInt8]

    init?(_ record: LogRecord) {
        guard let data = try? record.protobuf() else { return nil }
        self.data = data
        entry = LogEntry(record)
    }

    var size: Int { data.count + 128 }
}

/// What arrives together, from one origin.
struct Arrivals<Record: Sendable>: Sendable {
    let origin: OriginDraft
    let records: [Record]
}

/// A request that waits to be written, and who waits for that.
enum PendingWrite: Sendable {
    case spans([Arrivals<SpanArrival>], SpanInsertion, CheckedContinuation<SpanInsertion, Never>)
    case logs([Arrivals<LogArrival>], LogInsertion, CheckedContinuation<LogInsertion, Never>)
    case metrics([ResourceMetrics], CheckedContinuation<MetricInsertion, Never>)

    /// How many records there are.
    var count: Int {
        switch self {
        case .spans(let groups, _, _): groups.reduce(0) { $0 + $1.records.count }
        case .logs(let groups, _, _): groups.reduce(0) { $0 + $1.records.count }
        case .metrics(let groups, _): groups.reduce(0) { $0 + $1.scopeMetrics.reduce(0) { $0 + $1.metrics.count } }
        }
    }
}

extension [Arrivals<SpanArrival>] {
    /// The spans of a request that are valid; the others are counted.
    init(_ groups: [ResourceSpans], into insertion: inout SpanInsertion) {
        self = []
        for group in groups {
            for scoped in group.scopeSpans {
                guard let origin = OriginDraft(group.resource, scoped.scope) else {
                    insertion.rejected[.storeFull, default: 0] += scoped.spans.count
                    continue
                }
                var records: [SpanArrival] = []
                records.reserveCapacity(scoped.spans.count)
                for span in scoped.spans {
                    do throws(SpanRejection) {
                        records.append(try SpanArrival(span))
                    } catch {
                        insertion.rejected[error, default: 0] += 1
                    }
                }
                if !records.isEmpty { append(Arrivals(origin: origin, records: records)) }
            }
        }
    }
}

extension [Arrivals<LogArrival>] {
    /// The log records of a request that can be written; the others are counted.
    init(_ groups: [ResourceLogs], into insertion: inout LogInsertion) {
        self = []
        for group in groups {
            for scoped in group.scopeLogs {
                let records = scoped.logRecords.compactMap(LogArrival.init)
                var rejected = scoped.logRecords.count - records.count
                if let origin = OriginDraft(group.resource, scoped.scope) {
                    if !records.isEmpty { append(Arrivals(origin: origin, records: records)) }
                } else {
                    rejected = scoped.logRecords.count
                }
                if rejected > 0 { insertion.rejected[.storeFull, default: 0] += rejected }
            }
        }
    }
}
