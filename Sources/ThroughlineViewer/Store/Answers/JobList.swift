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
