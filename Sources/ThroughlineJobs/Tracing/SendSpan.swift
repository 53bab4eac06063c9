import MetricRecording
import SemanticConventions
import SpanRecording
import Tracing

/// The span `send <job>`, around all of the publishing of one job, or of several of a type at once.
struct SendSpan: Sendable {
    /// What the jobs carry.
    let carrier: [String: String]
    let context: InstrumentationContext
    private let span: any RecordingSpan
    private let header: Message.Header
    private let count: Int
    private let start = ContinuousClock.now

    /// - Parameter count: How many messages there are; `nil` for one that is sent as one.
    init(_ header: Message.Header, broker: String, count: Int? = nil, sync: Bool = false) {
        self.header = header
        self.count = count ?? 1
        span = scope.startSpan(
            "send \(header.type)",
            ofKind: .producer,
            attributes: {
                var attributes = Attributes("send", header, queue: header.queue, broker: broker, sync: sync)
                if let count {
                    attributes[.messagingBatchMessageCount] = count
                    if count != 1 { attributes[.messagingMessageID] = nil }
                }
                return attributes
            }()
        )
        context = span.context
        carrier = TraceCarrier.carrier(of: span.context)
    }

    /// Ends a span that has sent nothing after all.
    func abandon() {
        if span.isRecording { span.setAttributes([AttributeKey.messagingBatchMessageCount.name: 0]) }
        span.end()
    }

    /// - Parameter outcomes: What became of the jobs.
    func end(_ outcomes: [EnqueueOutcome]) {
        let sent = outcomes.count { !$0.isDuplicate }
        if sent < outcomes.count, span.isRecording {
            if outcomes.count == 1 {
                span.setAttributes([
                    AttributeKey.throughlineJobDuplicate.name: true,
                    AttributeKey.messagingMessageID.name: .string(outcomes[0].id.description),
                ])
            } else {
                span.setAttributes([AttributeKey.messagingBatchMessageCount.name: .int(Int64(sent))])
            }
        }
        end(sent: sent)
    }

    func end(error: (any Error)? = nil) { end(sent: count, error: error) }

    private func end(sent: Int, error: (any Error)? = nil) {
        if let error, span.isRecording { span.fail(error) }
        span.end()
        let attributes = { Attributes(metricOf: "send", type: header.type, queue: header.queue, error: error) }
        JobMetrics.sendDuration.record(.now - start, attributes: attributes())
        if sent > 0 { JobMetrics.sentMessages.add(sent, attributes: attributes()) }
    }
}

extension RecordingSpan {
    /// The status, and an exception for the error and each one that led to it.
    func fail(_ error: any Error) {
        setAttributes([AttributeKey.errorType.name: .string(errorType(error))])
        setStatus(SpanStatus(code: .error, message: "\(error)"))
        for error in chain(of: error) { recordError(error) }
    }
}
