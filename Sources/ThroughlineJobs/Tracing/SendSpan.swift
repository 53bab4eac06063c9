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
        if span.isRecording { span.setAttributes(["messaging.batch.message_count": 0]) }
        span.end()
    }

    func end(error: (any Error)? = nil) {
        if let error, span.isRecording { span.fail(error) }
        span.end()
        let attributes = { Attributes(metricOf: "send", type: header.type, queue: header.queue, error: error) }
        JobMetrics.sendDuration.record(.now - start, attributes: attributes())
        JobMetrics.sentMessages.add(count, attributes: attributes())
    }
}

extension RecordingSpan {
    /// The status, and an exception for the error and each one that led to it.
    func fail(_ error: any Error) {
        setAttributes(["error.type": .string(errorType(error))])
        setStatus(SpanStatus(code: .error, message: "\(error)"))
        for error in chain(of: error) { recordError(error) }
    }
}
