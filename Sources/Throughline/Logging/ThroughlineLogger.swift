public import OTLP
import SpanRecording
import Tracing

/// Emits log records and events that swift-log cannot say: with a scope that has a version and attributes, or a structured body.
///
/// ```swift
/// let events = telemetry.logger(for: InstrumentationScope(name: "Checkout", version: "1.2.0"))
/// events.emit(LogRecord(severity: .info, eventName: "checkout.completed", attributes: […]))
/// ```
///
/// Specification: https://opentelemetry.io/docs/specs/otel/logs/api/#logger
public struct ThroughlineLogger: Sendable {
    private let scope: SpanRecording.InstrumentationScope
    private let pipeline: LogPipeline

    init(scope: SpanRecording.InstrumentationScope, pipeline: LogPipeline) {
        self.scope = scope
        self.pipeline = pipeline
    }

    /// Whether such a record would be exported: what only it needs does not have to be found out otherwise.
    public func isEnabled(severity: SeverityNumber = .unspecified, eventName: String = "") -> Bool {
        pipeline.isEnabled(severity: severity, eventName: eventName, scope: scope, context: .current ?? .topLevel)
    }

    /// Hands a record to the processors and exporters.
    ///
    /// - Parameters:
    ///   - record: The record. Where it has no span, it gets that of the current task.
    ///   - error: An error, which becomes `exception.type` and `exception.message` unless the record has them; each error that led
    ///     to it becomes a record of its own.
    public func emit(_ record: LogRecord, error: (any Error)? = nil) {
        let context = InstrumentationContext.current ?? .topLevel
        guard
            pipeline.isEnabled(
                severity: record.severity,
                eventName: record.eventName,
                scope: scope,
                context: context
            )
        else { return }
        guard LogNesting.enter() else { return }
        defer { LogNesting.leave() }
        var record = record
        record.scope = scope
        record.spanContext = record.spanContext ?? SpanContext.active(in: context)
        if let error {
            var attributes = LogAttributes(limit: 2, isSensitive: pipeline.settings.isSensitive)
            attributes.add(error)
            for attribute in attributes.attributes where record[attribute.key] == nil {
                record.attributes.append(attribute)
            }
        }
        pipeline.emit(record, context: context)
        if let error { pipeline.emitCauses(of: error, like: record, context: context) }
    }
}
