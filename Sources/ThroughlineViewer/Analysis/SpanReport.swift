import OTLP

/// Everything about one span.
struct SpanReport: Sendable, Encodable {
    struct Scope: Sendable, Encodable {
        let name: String
        let version: String
    }

    struct Status: Sendable, Encodable {
        let code: Int
        let message: String?
    }

    struct Event: Sendable, Encodable {
        let name: String
        let time: UnixTime
        /// Nanoseconds since the span's start; negative before it.
        let offset: Int
        let attributes: [Attribute]
    }

    struct Link: Sendable, Encodable {
        let trace: String
        let span: String
        /// Whether the other trace is here.
        let known: Bool
        /// The name of the span that the link leads to, where it is here.
        let name: String?
        let attributes: [Attribute]
    }

    struct Dropped: Sendable, Encodable {
        let attributes: Int
        let events: Int
        let links: Int
    }

    let id: Trace.Span.ID
    let parent: Trace.Span.ID?
    let trace: Trace.ID
    let name: String
    let kind: String
    let service: String
    let scope: Scope
    let status: Status
    let start: UnixTime
    let duration: UInt64
    let traceState: String?
    let flags: Int
    let attributes: [Attribute]
    let resource: [Attribute]
    let events: [Event]
    let links: [Link]
    let linkedFrom: [LinkingSpan]
    let logs: [LogReport]
    let dropped: Dropped?

    /// - Parameters:
    ///   - linked: the spans that the links lead to, as far as they are here, in the order of the links.
    ///   - logs: the trace's log records; only the span's own are reported.
    init(_ row: TraceRows.Row, of trace: Trace.ID, linked: [LinkedSpan], linkedFrom: [LinkingSpan], logs: [LogEntry]) {
        let span = row.span
        let data = span.data
        id = span.id
        parent = span.parentID
        self.trace = trace
        name = span.name
        kind = span.kind.word
        service = span.serviceName
        scope = Scope(name: span.scope.name, version: span.scope.version)
        let message = data.status?.message ?? ""
        status = Status(code: Int(data.status?.code.rawValue ?? 0), message: message.isEmpty ? nil : message)
        start = UnixTime(span.startTimeUnixNano)
        duration = span.durationNanoseconds
        traceState = data.traceState.isEmpty ? nil : data.traceState
        flags = row.flags.rawValue
        attributes = data.attributes.reported
        resource = span.resource.attributes.reported
        events = data.events.map { event in
            Event(
                name: event.name,
                time: UnixTime(event.timeUnixNano),
                offset: event.timeUnixNano.offset(from: span.startTimeUnixNano),
                attributes: event.attributes.reported
            )
        }
        links = data.links.enumerated().map { index, link in
            Link(
                trace: link.traceID.hexDigits,
                span: link.spanID.hexDigits,
                known: index < linked.count && linked[index].isKnown,
                name: index < linked.count ? linked[index].name : nil,
                attributes: link.attributes.reported
            )
        }
        self.linkedFrom = linkedFrom
        self.logs = logs.filter { $0.spanID == span.id }.map { LogReport($0) }
        let counts = [data.droppedAttributesCount, data.droppedEventsCount, data.droppedLinksCount].map { Int($0) }
        dropped = counts == [0, 0, 0] ? nil : Dropped(attributes: counts[0], events: counts[1], links: counts[2])
    }
}

/// What is known of the span that a link leads to.
struct LinkedSpan: Sendable {
    /// Whether its trace is here.
    let isKnown: Bool
    /// Its name, where it is here itself.
    let name: String?
}

/// A span that links to another one.
public struct LinkingSpan: Hashable, Sendable, Encodable {
    public var trace: Trace.ID
    public var span: Trace.Span.ID
    public var name: String
    public var service: String

    public init(trace: Trace.ID, span: Trace.Span.ID, name: String, service: String) {
        self.trace = trace
        self.span = span
        self.name = name
        self.service = service
    }
}

extension UInt64 {
    /// How much later than `other`; negative when earlier.
    func offset(from other: UInt64) -> Int {
        self >= other ? Int(clamping: self - other) : -Int(clamping: other - self)
    }
}
