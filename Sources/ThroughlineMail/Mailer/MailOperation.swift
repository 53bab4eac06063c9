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
        start = operationDuration.isEnabled ? .now : nil
        span = mailScope.startSpan(name, ofKind: kind, attributes: telemetry.attributes)
    }

    /// Whether it is worth finding out more for the span.
    var isRecording: Bool { span.isRecording }
    /// The context of the span.
    var context: InstrumentationContext { span.context }

    /// Does what the span is about.
    func within<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        try await InstrumentationContext.$current.withValue(span.context) {
            guard span.isRecording else { return try await body() }
            return try await MailSpan.$current.withValue(MailSpan(span), operation: body)
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
        let message = String(describing: error)
        span.addEvent(
            SpanEvent(
                name: exceptionEventName,
                attributes: [
                    AttributeKey<String>.exceptionType.name: .string(String(reflecting: Swift.type(of: error))),
                    AttributeKey<String>.exceptionMessage.name: .string(
                        telemetry.recordsAddresses ? message : AddressMask.masked(message)
                    ),
                ]
            )
        )
    }

    /// It is over.
    func end() {
        span.end()
        guard let start else { return }
        operationDuration.record(
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

/// What the spans and metrics of a mailer have in common.
struct MailTelemetry: Sendable {
    /// The transport and its server.
    let attributes: Attributes
    let recordsAddresses: Bool

    init(_ transport: any MailTransport, _ configuration: Mailer.Configuration) {
        var attributes = transport.serverAttributes
        attributes[.mailTransport] = transport.name
        self.attributes = attributes
        recordsAddresses = configuration.recordsAddresses
    }

    /// Counts a connection that was taken.
    func countConnection(isReused: Bool, poolWait: Duration?) {
        connections.add(
            1,
            attributes: {
                var attributes = attributes
                attributes[.mailConnectionReused] = isReused
                return attributes
            }()
        )
        if let poolWait { waitTime.record(poolWait, attributes: attributes) }
    }

    /// Counts a mail.
    func count(_ result: DeliveryResult, _ error: (any Error)?) {
        messages.add(
            1,
            attributes: {
                var attributes = attributes
                attributes[.mailOutcome] = result.outcome.rawValue
                attributes[.errorType] = error?.mailErrorType
                return attributes
            }()
        )
    }
}

private let mailScope = InstrumentationScope(name: "ThroughlineMail", schemaURL: semanticConventionsSchemaURL)
private let operationDuration = DurationHistogram(.mailOperationDuration)
private let waitTime = DurationHistogram(.mailConnectionWaitTime)
private let messages = Counter(.mailMessages)
private let connections = Counter(.mailConnections)

extension Error {
    /// The value of `error.type`: of low cardinality, and a code of the server's where there is one.
    var mailErrorType: String {
        (self as? MailError)?.errorType ?? String(reflecting: Swift.type(of: self))
    }
}
