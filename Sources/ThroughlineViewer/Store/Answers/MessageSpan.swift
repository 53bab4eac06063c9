import OTLP

/// A span about a message, by OpenTelemetry's conventions for messaging.
struct MessageSpan {
    let stored: DetailSpan
    let span: Span
    let system: String
    let id: String
    let isAttempt: Bool

    init(_ stored: DetailSpan) throws {
        self.stored = stored
        span = try stored.decoded()
        system = span.attributes["messaging.system"]?.stringValue ?? ""
        id = span.attributes["messaging.message.id"]?.stringValue ?? ""
        let operation =
            span.attributes["messaging.operation.type"]?.stringValue
            ?? span.attributes["messaging.operation"]?.stringValue ?? ""
        isAttempt = span.kind == .consumer || ["process", "deliver"].contains(operation)
    }

    /// Ids are a system's own. A span without one has sent several messages.
    var key: String { id.isEmpty ? "" : "\(system)\0\(id)" }

    var queue: String? { span.attributes["messaging.destination.name"]?.stringValue }

    var type: String {
        if let type = span.attributes["throughline.job.type"]?.stringValue { return type }
        // `<operation> <destination>` by the conventions, `<type>.<operation>` of an inbox.
        for suffix in [".process", ".send", ".deliver"] where span.name.hasSuffix(suffix) {
            return String(span.name.dropLast(suffix.count))
        }
        return span.name
    }

    var isFailed: Bool { span.status?.code == .error }

    var duration: UInt64 {
        span.endTimeUnixNano > span.startTimeUnixNano ? span.endTimeUnixNano - span.startTimeUnixNano : 0
    }

    /// Whether the attempt says that it is the last one.
    var isFinal: Bool {
        let error = span.attributes["error.type"]?.stringValue ?? ""
        return span.attributes["throughline.job.ack_failure"]?.boolValue == true || error.hasSuffix("PermanentFailure")
    }
}

extension StoreCore {
    /// The spans that are about the messages which spans have named last.
    func messageSpans(limit: Int) throws -> [DetailSpan] {
        guard let name = names.known("messaging.message.id"), limit > 0 else { return [] }
        let key = FieldKey(name: name)
        // By the hashes of their bytes: to make a string of every id that is not wanted would take longer than all else.
        var wanted: Set<Int> = []
        var records: [Int64] = []
        for view in segments(.spans).reversed() {
            var found = RowSet()
            try view.withField(key) { data in
                // Values come in the order of their first rows: the last ones are the newest.
                for value in (0..<data.stringCount).reversed() {
                    let hash = data.text(value).hash
                    if wanted.count < limit { wanted.insert(hash) }
                    if wanted.contains(hash) { data.forEachRow(of: value) { found.insert($0) } }
                }
            }
            try view.forEachLive(found) { _, record, _ in records.append(record) }
        }
        var spans = try records.compactMap { try detail($0) }
        spans += try senders(of: spans)
        return spans
    }

    /// The spans that have sent several messages at once, and so name none: those that the attempts' spans stand below.
    private func senders(of spans: [DetailSpan]) throws -> [DetailSpan] {
        let known = Set(spans.map { SpanReference(trace: $0.trace, span: Trace.Span.ID($0.id)) })
        var wanted: [Trace.ID: Set<UInt64>] = [:]
        for span in spans where span.parent != 0 {
            guard !known.contains(SpanReference(trace: span.trace, span: Trace.Span.ID(span.parent))) else { continue }
            wanted[span.trace, default: []].insert(span.parent)
        }
        var senders: [DetailSpan] = []
        for (trace, parents) in wanted {
            guard let number = try number(of: trace) else { continue }
            for record in try records(of: number, where: { parents.contains($0.span) }) {
                if let sender = try detail(record) { senders.append(sender) }
            }
        }
        return senders
    }
}

extension UnsafeRawBufferPointer {
    fileprivate var hash: Int {
        var hasher = Hasher()
        hasher.combine(bytes: self)
        return hasher.finalize()
    }
}
