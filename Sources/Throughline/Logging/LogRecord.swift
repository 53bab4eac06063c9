public import OTLP
public import SpanRecording

/// Something that was logged, on its way to the exporters.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/logs/data-model/
public struct LogRecord: Sendable {
    /// When it happened: nanoseconds since 1970; `nil` when unknown.
    public var timestamp: UInt64?
    /// When this process saw it: nanoseconds since 1970.
    public var observedTimestamp: UInt64
    /// How grave it is.
    public var severity: SeverityNumber
    /// The level as its source calls it; empty when it has none.
    public var severityText: String
    /// What is said: text as a rule, or any structure.
    public var body: AnyValue?
    /// What is known about it, each name once. Attributes beyond ``LogRecordLimits/attributeCount`` are dropped and counted.
    public var attributes: [KeyValue]
    /// How many attributes it has lost already.
    public var droppedAttributesCount = 0
    /// The name of the event that it is; empty for a log line that is none.
    public var eventName: String
    /// The span in which it was logged.
    public var spanContext: SpanContext?
    /// Who logged it: a logger's label is the name of its scope.
    public internal(set) var scope = SpanRecording.InstrumentationScope.unnamed

    var location: SourceLocation?

    /// Where in the source something was logged.
    struct SourceLocation: Sendable {
        let function: String
        let fileID: String
        let line: UInt
    }

    /// A record of now.
    ///
    /// - Parameters:
    ///   - severity: How grave it is.
    ///   - body: What is said.
    ///   - eventName: The name of the event that it is, such as `checkout.completed`; of low cardinality.
    ///   - attributes: What is known about it, each name once.
    public init(
        severity: SeverityNumber,
        body: AnyValue? = nil,
        eventName: String = "",
        attributes: [KeyValue] = []
    ) {
        self.severity = severity
        severityText = ""
        self.body = body
        self.eventName = eventName
        self.attributes = attributes
        let now = Clocks.wall()
        timestamp = now
        observedTimestamp = now
    }

    /// The value of an attribute; `nil` removes it.
    public subscript(name: String) -> AnyValue? {
        get { attributes.first { $0.key == name }?.value }
        set {
            let index = attributes.firstIndex { $0.key == name }
            switch (index, newValue) {
            case (let index?, let value?): attributes[index].value = value
            case (let index?, nil): attributes.remove(at: index)
            case (nil, let value?): attributes.append(KeyValue(key: name, value: value))
            case (nil, nil): break
            }
        }
    }
}

/// How much one log record may hold. What is over a limit is dropped or cut; the record counts what it has lost.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/logs/sdk/#logrecord-limits
public struct LogRecordLimits: Hashable, Sendable {
    /// The number of attributes (`OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT`).
    public var attributeCount = 128
    /// The length of a string in an attribute, in Unicode scalars; longer ones are cut. `nil` is no limit
    /// (`OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT`).
    public var attributeValueLength: Int?

    public init() {}
}

extension SpanRecording.InstrumentationScope {
    static let unnamed = SpanRecording.InstrumentationScope(name: "")
}
