import MetricRecording
import SemanticConventions
import SpanRecording
import Tracing

/// One step of sending, such as `open`: its span, and its duration for the metrics.
struct MailOperation {
    let name: String
    private let span: any RecordingSpan
    private let telemetry: MailTelemetry
    private let start: ContinuousClock.Instant?
    private var errorType: String?

    init(_ name: String, ofKind kind: SpanKind, _ telemetry: MailTelemetry) {
        self.name = name
        self.telemetry = telemetry
        start = MailInstruments.operationDuration.isEnabled ? .now : nil
        span = MailInstruments.scope.startSpan(name, ofKind: kind, attributes: telemetry.attributes)
    }

    /// Whether it is worth finding out more for the span.
    var isRecording: Bool { span.isRecording }
    /// The context of the span.
    var context: InstrumentationContext { span.context }

    /// Does what the span is about.
    func within<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        try await InstrumentationContext.$current.withValue(span.context) {
            // A span around this one must not get this one's events.
            guard span.isRecording || MailSpan.current != nil else { return try await body() }
            return try await MailSpan.$current.withValue(span.isRecording ? MailSpan(span) : nil, operation: body)
        }
    }

    /// Sets attributes. They are not computed unless the span is recorded.
    func set(_ attributes: @autoclosure () -> Attributes) {
        guard span.isRecording else { return }
        span.setAttributes(attributes())
    }

    /// It has failed.
    /// - Parameter isOwn: Whether it failed here, and leaves an event, rather than in a step whose span has it already.
    mutating func fail(_ error: any Error, isOwn: Bool = true) {
        let type = error.mailErrorType
        errorType = type
        guard span.isRecording else { return }
        span.setAttributes([AttributeKey<String>.errorType.name: .string(type)])
        span.setStatus(SpanStatus(code: .error))
        guard isOwn else { return }
        span.addEvent(
            SpanEvent(
                name: exceptionEventName,
                attributes: [
                    AttributeKey<String>.exceptionType.name: .string(ErrorType.name(of: error)),
                    AttributeKey<String>.exceptionMessage.name: .string(
                        error.mailDescription(isDetailed: telemetry.recordsAddresses)
                    ),
                ]
            )
        )
    }

    /// It is over.
    func end() {
        span.end()
        guard let start else { return }
        MailInstruments.operationDuration.record(
            .now - start,
            attributes: {
                var attributes = telemetry.attributes
                attributes[.mailOperation] = name
                attributes[.errorType] = errorType
                return attributes
            }()
        )
    }
}
