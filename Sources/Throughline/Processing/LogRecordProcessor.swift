public import OTLP
public import SpanRecording
public import Tracing

/// Sees every log record before it is exported, and may change or drop it.
///
/// Processors are called in the order in which they were configured, on the thread that logs: they must be quick, and must not
/// block. What a processor logs itself goes the same way, and so it must not log about every record.
///
/// ```swift
/// struct WithoutHealthChecks: LogRecordProcessor {
///     func onEmit(_ record: LogRecord, context: InstrumentationContext) -> LogRecord? {
///         record["url.path"] == "/health" ? nil : record
///     }
/// }
/// ```
///
/// Specification: https://opentelemetry.io/docs/specs/otel/logs/sdk/#logrecordprocessor
public protocol LogRecordProcessor: Sendable {
    /// The record as the next processor is to see it; `nil` to drop it.
    ///
    /// - Parameter context: The context in which it was logged.
    func onEmit(_ record: LogRecord, context: InstrumentationContext) -> LogRecord?

    /// Whether it may let such a record pass. Where it says no, the record is not even made.
    func isEnabled(
        severity: SeverityNumber,
        eventName: String,
        scope: SpanRecording.InstrumentationScope,
        context: InstrumentationContext
    ) -> Bool

    /// Returns when every record that was logged before the call has been handed on, or could not be.
    func forceFlush() async

    /// Hands on what there is, then lets go of everything. Records that come later are dropped.
    func shutdown() async
}

extension LogRecordProcessor {
    public func isEnabled(
        severity: SeverityNumber,
        eventName: String,
        scope: SpanRecording.InstrumentationScope,
        context: InstrumentationContext
    ) -> Bool { true }
    public func forceFlush() async {}
    public func shutdown() async {}
}
