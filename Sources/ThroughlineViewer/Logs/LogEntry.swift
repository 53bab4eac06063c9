public import OTLP

/// A log record as it arrived, with what its request said about where it comes from.
public struct LogEntry: Hashable, Sendable {
    /// The record itself.
    public let data: LogRecord

    /// The trace that the record belongs to; `nil` for none.
    public let traceID: Trace.ID?

    /// The span that the record belongs to; `nil` for none.
    public let spanID: Trace.Span.ID?

    /// The service that logged.
    public let resource: Resource

    /// What the record was logged by.
    public let scope: InstrumentationScope

    /// - Parameters:
    ///   - data: a record. Ids that are not valid are as if they were absent (`logs.proto`, `LogRecord.trace_id`), and
    ///     so is a span's id without a trace's.
    ///   - resource: what the record's request says of the service.
    ///   - scope: what the record's request says of the logger.
    public init(
        _ data: LogRecord,
        resource: Resource = Resource(),
        scope: InstrumentationScope = InstrumentationScope()
    ) {
        self.data = data
        traceID = Trace.ID(bytes: data.traceID)
        spanID = traceID == nil ? nil : Trace.Span.ID(bytes: data.spanID)
        self.resource = resource
        self.scope = scope
    }

    /// When it happened or, where nobody says, was seen: nanoseconds since 1970-01-01T00:00:00Z, 0 when unknown.
    public var timeUnixNano: UInt64 {
        data.timeUnixNano > 0 ? data.timeUnixNano : data.observedTimeUnixNano
    }

    /// How grave it is.
    public var severity: SeverityNumber { data.severityNumber }

    /// Whether it is an error, or worse.
    public var isError: Bool { severity.rawValue >= SeverityNumber.error.rawValue }

    /// The `service.name` of the resource; empty when unknown.
    public var serviceName: String { resource.attributes["service.name"]?.stringValue ?? "" }
}
