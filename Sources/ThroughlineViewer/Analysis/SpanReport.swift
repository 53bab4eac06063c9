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
        /// Whether the span that the link leads to is here.
        let known: Bool
        /// Its name, where it is.
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
    ///   - linkedNames: the names of the spans that the links lead to, as far as they are here.
    ///   - logs: the span's log records.
    init(
        _ row: TraceRows.Row,
        of trace: Trace.ID,
        linkedNames: [SpanReference: String],
        linkedFrom: [LinkingSpan],
        logs: [LogEntry]
    ) {
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
        links = data.links.map { link in
            let name = SpanReference(link).flatMap { linkedNames[$0] }
            return Link(
                trace: link.traceID.hexDigits,
                span: link.spanID.hexDigits,
                known: name != nil,
                name: name,
                attributes: link.attributes.reported
            )
        }
        self.linkedFrom = linkedFrom
        self.logs = logs.map { LogReport($0) }
        let counts = [data.droppedAttributesCount, data.droppedEventsCount, data.droppedLinksCount].map { Int($0) }
        dropped = counts == [0, 0, 0] ? nil : Dropped(attributes: counts[0], events: counts[1], links: counts[2])
    }
}

extension SpanReference {
    /// - Returns: `nil` for a link whose ids are not valid.
    init?(_ link: OTLP.Span.Link) {
        guard let trace = Trace.ID(bytes: link.traceID), let span = Trace.Span.ID(bytes: link.spanID) else {
            return nil
        }
        self.init(trace: trace, span: span)
    }
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
