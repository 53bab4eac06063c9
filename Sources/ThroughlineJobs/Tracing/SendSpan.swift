import MetricRecording
import SemanticConventions
import SpanRecording
import Tracing

/// The span around all of the publishing of one job, or of several of a type at once.
struct SendSpan: Sendable {
    /// What the jobs carry.
    let carrier: [String: String]
    let context: InstrumentationContext
    /// `nil` where whoever sends has one.
    private let span: (any RecordingSpan)?
    private let vocabulary: any JobVocabulary
    private let header: Message.Header
    private let count: Int
    private let start = ContinuousClock.now

    /// - Parameter count: How many messages there are; `nil` for one that is sent as one.
    init(_ header: Message.Header, to queue: JobQueue, count: Int? = nil, sync: Bool = false) {
        self.header = header
        self.count = count ?? 1
        let (vocabulary, broker) = (queue.vocabulary, queue.broker.kind)
        self.vocabulary = vocabulary
        guard let name = vocabulary.sendName(header) else {
            span = nil
            context = .current ?? .topLevel
            carrier = TraceCarrier.carrier(of: context)
            return
        }
        let span = vocabulary.scope.startSpan(
            name,
            ofKind: .producer,
            attributes: {
                var attributes = vocabulary.attributes(sending: header, broker: broker, isSync: sync)
                if let count {
                    attributes[.messagingBatchMessageCount] = count
                    if count != 1 { attributes[.messagingMessageID] = nil }
                }
                return attributes
            }()
        )
        self.span = span
        context = span.context
        carrier = TraceCarrier.carrier(of: span.context)
    }

    /// Ends a span that has sent nothing after all.
    func abandon() {
        if let span, span.isRecording { span.setAttributes([AttributeKey.messagingBatchMessageCount.name: 0]) }
        span?.end()
    }

    /// - Parameter outcomes: What became of the jobs.
    func end(_ outcomes: [EnqueueOutcome]) {
        let sent = outcomes.count { !$0.isDuplicate }
        if let span, span.isRecording {
            if outcomes.count == 1 {
                let attributes = vocabulary.attributes(sent: outcomes[0])
                if !attributes.isEmpty { span.setAttributes(attributes) }
            } else if sent < outcomes.count {
                span.setAttributes([AttributeKey.messagingBatchMessageCount.name: .int(Int64(sent))])
            }
        }
        end(sent: sent)
    }

    func end(error: (any Error)? = nil) { end(sent: count, error: error) }

    private func end(sent: Int, error: (any Error)? = nil) {
        if let error, let span, span.isRecording { span.fail(error) }
        span?.end()
        vocabulary.record(.sent(header, count: sent, .now - start, error: error))
    }
}

extension RecordingSpan {
    /// The status, and an exception for the error and each one that led to it.
    func fail(_ error: any Error) {
        setAttributes([AttributeKey.errorType.name: .string(errorType(error))])
        setStatus(SpanStatus(code: .error, message: "\(error)"))
        recordError(told(of: error))
    }
}
