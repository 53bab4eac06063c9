import MetricRecording
import SemanticConventions
import SpanRecording

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
        MailInstruments.connections.add(
            1,
            attributes: {
                var attributes = attributes
                attributes[.mailConnectionReused] = isReused
                return attributes
            }()
        )
        if let poolWait { MailInstruments.connectionWaitTime.record(poolWait, attributes: attributes) }
    }

    /// Counts a mail.
    func count(_ result: DeliveryResult, _ error: (any Error)?) {
        MailInstruments.messages.add(
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
