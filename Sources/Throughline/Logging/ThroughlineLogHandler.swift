public import Logging
import OTLP
import SemanticConventions
import SpanRecording
import Tracing

/// Sends what is logged to the exporters of a ``Telemetry``, with the trace and the span in which it was logged.
///
/// ```swift
/// LoggingSystem.bootstrap(telemetry.logHandler)
/// ```
///
/// Metadata becomes attributes: numbers, truth values, lists and dictionaries keep their type. The value of `event.name` makes
/// the line an event of that name. An `error:` becomes `exception.type` and `exception.message`, and each error that led to
/// it a record of its own. A value with attributes (`Logger.MetadataValueAttributes`) that
/// ``Configuration/Logs/isSensitive`` calls sensitive is replaced by `REDACTED`.
public struct ThroughlineLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?

    private let scope: SpanRecording.InstrumentationScope
    private let pipeline: LogPipeline

    init(label: String, metadataProvider: Logger.MetadataProvider?, pipeline: LogPipeline) {
        self.pipeline = pipeline
        self.metadataProvider = metadataProvider
        scope = pipeline.scope(named: label)
        logLevel = pipeline.settings.level
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let context = InstrumentationContext.current ?? .topLevel
        let severity = SeverityNumber(event.level)
        guard pipeline.isEnabled(severity: severity, eventName: "", scope: scope, context: context) else { return }
        // A value whose description logs that value would never come to an end.
        guard LogNesting.enter() else { return }
        defer { LogNesting.leave() }

        let spanContext = SpanContext.active(in: context)
        var attributes = attributes(of: event, hasSpan: spanContext != nil)
        if let error = event.error { attributes.add(error) }

        var record = LogRecord(severity: severity, body: .string(event.message.description))
        record.severityText = event.level.rawValue
        record.attributes = attributes.attributes
        record.droppedAttributesCount = attributes.droppedCount
        record.eventName = attributes.eventName
        record.spanContext = spanContext
        record.scope = scope
        if pipeline.settings.codeLocation {
            record.location = .init(function: event.function, fileID: event.file, line: event.line)
        }
        pipeline.emit(record, context: context)
        if let error = event.error { pipeline.emitCauses(of: error, like: record, context: context) }
    }

    /// What the line itself says beats what the provider says, and that what the logger has.
    private func attributes(of event: LogEvent, hasSpan: Bool) -> LogAttributes {
        let settings = pipeline.settings
        var attributes = LogAttributes(limit: settings.limits.attributeCount, isSensitive: settings.isSensitive)
        let explicit = event.metadata ?? [:]
        attributes.add(explicit)
        let provided = metadataProvider?.get() ?? [:]
        attributes.add(provided) { key in
            // The record has fields of its own for what `traceContext` provides.
            explicit[key] != nil || hasSpan && Logger.MetadataProvider.traceContextKeys.contains(key)
        }
        attributes.add(metadata) { explicit[$0] != nil || provided[$0] != nil }
        return attributes
    }
}

extension LogAttributes {
    /// The error that a line was logged with.
    mutating func add(_ error: any Error) {
        add(AttributeKey.exceptionType.name, ErrorType.name(of: error))
        add(AttributeKey.exceptionMessage.name, String(describing: error))
    }
}
