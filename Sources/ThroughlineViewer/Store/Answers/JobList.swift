import OTLP

/// Jobs, messages and buffered requests: each with all that has become of it.
public struct JobList: Hashable, Sendable, Encodable {
    public struct Job: Hashable, Sendable, Encodable {
        /// What is known of a job from spans, which are sent when they end: that one is running just now is not.
        public enum State: String, Hashable, Sendable, Encodable, CaseIterable {
            /// It was sent, and no attempt has ended.
            case waiting
            case running
            /// The last attempt succeeded.
            case done
            /// The last attempt failed.
            case retrying
            /// The last attempt failed, and says that there is no other.
            case dead
            case unknown
        }

        public struct Attempt: Hashable, Sendable, Encodable {
            public var trace: Trace.ID
            public var span: Trace.Span.ID
            /// From 1.
            public var attempt: Int
            public var start: UnixTime
            public var duration: UInt64
            /// `success` or `error`.
            public var state: String
            public var error: String?
        }

        public struct Enqueue: Hashable, Sendable, Encodable {
            public var trace: Trace.ID
            public var span: Trace.Span.ID
        }

        /// The message's id.
        public var id: String
        /// The job's type, or the name of the operation.
        public var type: String
        public var queue: String
        /// `throughline_jobs`, `throughline_inbox`, `kafka` …
        public var system: String
        public var state: State
        /// When it was sent.
        public var enqueued: UnixTime?
        /// The span that sent it.
        public var enqueue: Enqueue?
        /// From when it was sent until the first attempt, in nanoseconds.
        public var wait: UInt64?
        public var attempts: [Attempt]
        /// From when it was sent, or the first attempt, until the last end, in nanoseconds.
        public var duration: UInt64
    }

    /// The newest first.
    public var jobs: [Job]
}

extension TelemetryStore {
    /// As many jobs are looked at where some are wanted only.
    private static let maxCandidates = 5_000

    /// Jobs, the newest first, from the spans that name a message.
    /// - Parameter state: one of ``JobList/Job/State``; another word finds nothing.
    public func jobs(
        queue: String? = nil,
        type: String? = nil,
        state: String? = nil,
        limit: Int = 100
    ) async throws -> JobList {
        let isFiltered = queue != nil || type != nil || state != nil
        let candidates = isFiltered ? Self.maxCandidates : min(max(limit, 0), Self.maxCandidates)
        let spans = try await read { try $0.messageSpans(limit: candidates) }
        var byID: [String: [MessageSpan]] = [:]
        var order: [String] = []
        for span in try spans.map({ try MessageSpan($0) }) {
            if byID.updateValue((byID[span.key] ?? []) + [span], forKey: span.key) == nil { order.append(span.key) }
        }
        let jobs = order.compactMap { JobList.Job(byID[$0] ?? []) }.filter { job in
            (queue ?? job.queue) == job.queue && (type ?? job.type) == job.type
                && (state ?? job.state.rawValue) == job.state.rawValue
        }
        .sorted { $0.latest > $1.latest }
        return JobList(jobs: Array(jobs.prefix(max(limit, 0))))
    }
}

/// A span of which an answer needs more than the index has.
struct DetailSpan: Sendable {
    let trace: Trace.ID
    let id: UInt64
    let parent: UInt64
    let origin: Origin?
    let data: [UInt8]

    func decoded() throws -> Span { try Span(protobuf: data, limits: .trusted) }
}

extension StoreCore {
    func detail(_ record: Int64) throws -> DetailSpan? {
        let find = try connection.statement("SELECT span, parent, origin, data FROM span WHERE id = ?")
        find.bind(1, record)
        guard try find.step() else { return nil }
        defer { find.reset() }
        let trace = traces[Self.trace(of: record)].id
        return DetailSpan(
            trace: trace,
            id: find.bits(0),
            parent: find.bits(1),
            origin: origins[find.integer(2)],
            data: find.bytes(3)
        )
    }

    /// The spans that are about the messages which spans have named last.
    fileprivate func messageSpans(limit: Int) throws -> [DetailSpan] {
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

    /// The spans of a trace that are wanted, by their own and their parent's id.
    func records(of trace: Int64, where isWanted: ((span: UInt64, parent: UInt64)) -> Bool) throws -> [Int64] {
        let first = Self.row(trace: trace, place: 0)
        let find = try connection.statement("SELECT id, span, parent FROM span WHERE id BETWEEN ? AND ?")
        find.bind(1, first)
        find.bind(2, first + Int64(Self.maxPlaces - 1))
        var records: [Int64] = []
        while try find.step() {
            if isWanted((find.bits(1), find.bits(2))) { records.append(find.integer(0)) }
        }
        return records
    }
}

extension UnsafeRawBufferPointer {
    fileprivate var hash: Int {
        var hasher = Hasher()
        hasher.combine(bytes: self)
        return hasher.finalize()
    }
}

/// A span about a message, by OpenTelemetry's conventions for messaging.
private struct MessageSpan {
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

extension JobList.Job {
    /// - Returns: `nil` for spans that name no message.
    fileprivate init?(_ spans: [MessageSpan]) {
        guard let first = spans.first, !first.id.isEmpty else { return nil }
        let attempts = spans.filter(\.isAttempt).sorted { $0.span.startTimeUnixNano < $1.span.startTimeUnixNano }
        let sender = spans.filter { !$0.isAttempt }.min { $0.span.startTimeUnixNano < $1.span.startTimeUnixNano }
        let described = attempts.first ?? sender ?? first
        let sent = sender?.span.startTimeUnixNano
        let end = spans.map(\.span.endTimeUnixNano).max() ?? 0
        let begin = sent ?? attempts.first?.span.startTimeUnixNano ?? 0
        var state = State.waiting
        if let last = attempts.last {
            state = !last.isFailed ? .done : last.isFinal ? .dead : .retrying
        } else if sender?.isFailed == true {
            state = .unknown
        }
        self.init(
            id: first.id,
            type: described.type,
            queue: described.queue ?? sender?.queue ?? "",
            system: first.system,
            state: state,
            enqueued: sent.map { UnixTime($0) },
            enqueue: sender.map { Enqueue(trace: $0.stored.trace, span: Trace.Span.ID($0.stored.id)) },
            wait: sent.flatMap { sent in
                attempts.first.map { $0.span.startTimeUnixNano > sent ? $0.span.startTimeUnixNano - sent : 0 }
            },
            attempts: attempts.enumerated().map { Attempt($1, number: $0 + 1) },
            duration: end > begin ? end - begin : 0
        )
    }

    /// When something happened to it last.
    fileprivate var latest: UnixTime { attempts.last?.start ?? enqueued ?? UnixTime(0) }
}

extension JobList.Job.Attempt {
    fileprivate init(_ attempt: MessageSpan, number: Int) {
        let attributes = attempt.span.attributes
        let retries = attributes["throughline.inbox.retries"]?.intValue
        let said = attributes["throughline.job.attempt"]?.intValue ?? retries.map { $0 &+ 1 }
        let exception = attempt.span.events.first { $0.name == "exception" }?.attributes["exception.message"]?
            .stringValue
        let message = attempt.span.status?.message ?? ""
        self.init(
            trace: attempt.stored.trace,
            span: Trace.Span.ID(attempt.stored.id),
            attempt: said.map { Int($0) } ?? number,
            start: UnixTime(attempt.span.startTimeUnixNano),
            duration: attempt.duration,
            state: attempt.isFailed ? "error" : "success",
            error: attempt.isFailed
                ? (message.isEmpty ? exception ?? attributes["error.type"]?.stringValue ?? "failed" : message) : nil
        )
    }
}
