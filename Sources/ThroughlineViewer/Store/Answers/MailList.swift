import OTLP

/// Mails that were sent, or were to be.
public struct MailList: Hashable, Sendable, Encodable {
    public struct Mail: Hashable, Sendable, Encodable {
        /// A step of the conversation with the mail server.
        public struct Step: Hashable, Sendable, Encodable {
            public var name: String
            /// From the start of the mail's span, in nanoseconds; what was before it is negative.
            public var offset: Int64
            public var duration: UInt64
            public var error: Bool
        }

        public var trace: Trace.ID
        public var span: Trace.Span.ID
        public var time: UnixTime
        public var duration: UInt64
        public var sent: Bool
        public var subject: String?
        public var from: String?
        public var recipients: Int
        public var refused: Int
        public var server: String?
        public var messageId: String?
        /// The server's reply code.
        public var code: String?
        public var error: String?
        public var dialogue: [Step]
    }

    /// The newest first.
    public var mails: [Mail]
}

extension TelemetryStore {
    /// The mails of the spans that `ThroughlineMail` makes, the newest first.
    public func mails(limit: Int = 100) async throws -> MailList {
        let stored = try await read { try $0.mailSpans(limit: max(limit, 0)) }
        return MailList(
            mails: try stored.map { mail, others in
                try MailList.Mail(mail, others: others)
            }
        )
    }
}

extension StoreCore {
    /// The spans of single mails, each with those below it and with the one that opened its connection.
    fileprivate func mailSpans(limit: Int) throws -> [(mail: DetailSpan, others: [DetailSpan])] {
        var ranking = Ranking(limit: limit, ascending: false, after: nil)
        guard limit > 0, let name = names.known("throughline.mail.recipients.count") else { return [] }
        for view in segments(.spans).reversed() {
            var rows = RowSet()
            try view.withField(FieldKey(name: name)) { $0.find(.exists, into: &rows) }
            guard !rows.isEmpty else { continue }
            let times = try view.column(.time)
            try view.forEachLive(rows) { row, record, _ in ranking.add(times[row], record) }
        }
        let mails = try ranking.best.compactMap { try detail($0.record) }
        var wanted: [Trace.ID: Set<UInt64>] = [:]
        for mail in mails { wanted[mail.trace, default: []].formUnion([mail.id, mail.parent]) }
        var below: [Trace.ID: [UInt64: [DetailSpan]]] = [:]
        for (trace, parents) in wanted {
            guard let number = try number(of: trace) else { continue }
            for record in try records(of: number, where: { $0.parent != 0 && parents.contains($0.parent) }) {
                if let span = try detail(record) { below[trace, default: [:]][span.parent, default: []].append(span) }
            }
        }
        return mails.map { mail in
            let below = below[mail.trace] ?? [:]
            // Of the siblings the one that opened the connection: the decoded name says which.
            let opening = mail.parent == 0 ? [] : (below[mail.parent] ?? []).filter { $0.id != mail.id }.prefix(16)
            return (mail, Array(opening) + (below[mail.id] ?? []).prefix(64))
        }
    }
}

extension MailList.Mail {
    fileprivate init(_ stored: DetailSpan, others: [DetailSpan]) throws {
        let span = try stored.decoded()
        let attributes = span.attributes
        func text(_ key: String) -> String? { attributes[key]?.stringValue }
        func count(_ key: String) -> Int? { attributes[key]?.intValue.map { Int($0) } }
        var steps = Step.list(of: span, from: span.startTimeUnixNano)
        for other in others {
            let decoded = try other.decoded()
            guard other.parent == stored.id || decoded.name == "open" else { continue }
            steps.append(Step(decoded, from: span.startTimeUnixNano))
            steps += Step.list(of: decoded, from: span.startTimeUnixNano)
        }
        let isFailed = span.status?.code == .error
        let message = span.status?.message ?? ""
        self.init(
            trace: stored.trace,
            span: Trace.Span.ID(stored.id),
            time: UnixTime(span.startTimeUnixNano),
            duration: span.endTimeUnixNano > span.startTimeUnixNano ? span.endTimeUnixNano - span.startTimeUnixNano : 0,
            sent: attributes["throughline.mail.sent"]?.boolValue ?? !isFailed,
            subject: text("throughline.mail.subject"),
            from: text("throughline.mail.from") ?? text("throughline.mail.from.domain"),
            recipients: count("throughline.mail.recipients.count") ?? 0,
            refused: count("throughline.mail.recipients.refused.count") ?? 0,
            server: text("server.address"),
            messageId: text("throughline.mail.message.id"),
            code: count("throughline.mail.reply.code").map { String($0) } ?? text("throughline.mail.reply.code"),
            error: isFailed ? (message.isEmpty ? text("error.type") ?? "failed" : message) : nil,
            dialogue: steps.sorted { $0.offset < $1.offset }
        )
    }
}

extension MailList.Mail.Step {
    fileprivate init(_ span: Span, from start: UInt64) {
        self.init(
            name: span.name,
            offset: Int64(bitPattern: span.startTimeUnixNano &- start),
            duration: span.endTimeUnixNano > span.startTimeUnixNano ? span.endTimeUnixNano - span.startTimeUnixNano : 0,
            error: span.status?.code == .error
        )
    }

    fileprivate static func list(of span: Span, from start: UInt64) -> [Self] {
        span.events.prefix(64).map { event in
            let offset = Int64(bitPattern: event.timeUnixNano &- start)
            return Self(name: event.name, offset: offset, duration: 0, error: event.name == "exception")
        }
    }
}
