import OTLP

/// A log record as the viewer's API has it.
public struct LogReport: Hashable, Sendable, Encodable {
    public var time: UnixTime
    /// The word for the severity's range: `INFO`, or the record's own where there is no number.
    public var severity: String
    public var severityNumber: Int
    public var body: JSONValue
    /// The name of the event that the record is.
    public var event: String?
    public var trace: Trace.ID?
    public var span: Trace.Span.ID?
    public var service: String
    public var scope: String?
    public var attributes: [Attribute]

    public init(_ entry: LogEntry) {
        time = UnixTime(entry.timeUnixNano)
        severity = entry.severity.word ?? entry.data.severityText
        severityNumber = Int(entry.severity.rawValue)
        body = JSONValue(entry.data.body)
        event = entry.data.eventName.isEmpty ? nil : entry.data.eventName
        trace = entry.traceID
        span = entry.spanID
        service = entry.serviceName
        scope = entry.scope.name.isEmpty ? nil : entry.scope.name
        attributes = entry.data.attributes.reported
    }
}

extension SeverityNumber {
    /// The word for one of the six ranges; `nil` for a number outside.
    var word: String? {
        guard (1...24).contains(rawValue) else { return nil }
        return ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"][Int(rawValue - 1) / 4]
    }
}
