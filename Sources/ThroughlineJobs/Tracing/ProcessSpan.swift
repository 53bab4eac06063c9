import SpanRecording
import Tracing

/// How a queue's attempts belong to what enqueued their jobs.
public enum TraceRelation: Hashable, Sendable {
    /// An attempt's span is a child of the span that sent the job: one trace shows it all. The convention allows it where
    /// messages are processed one by one.
    case parent
    /// An attempt's span begins a trace of its own, with a link to the span that sent the job: for queues whose jobs fan out
    /// from one request by the thousand, or run days later.
    case link
}

/// The span of one attempt.
struct ProcessSpan: Sendable {
    var context: InstrumentationContext { span.context }
    let span: any RecordingSpan
    private let attempt: Attempt
    private let vocabulary: any JobVocabulary
    private let start = ContinuousClock.now

    /// - Parameter parent: What it belongs to; `nil` for what the job carries.
    init(
        _ attempt: Attempt,
        of vocabulary: any JobVocabulary,
        relation: TraceRelation,
        parent: InstrumentationContext? = nil
    ) {
        let sender = parent ?? TraceCarrier.context(from: attempt.header.carrier)
        let isLinked = relation == .link && !sender.isEmpty
        span = vocabulary.scope.startSpan(
            vocabulary.processName(attempt),
            context: isLinked ? .topLevel : sender,
            ofKind: .consumer,
            attributes: vocabulary.attributes(processing: attempt),
            links: isLinked ? [SpanLink(context: sender, attributes: [:])] : []
        )
        self.attempt = attempt
        self.vocabulary = vocabulary
    }

    /// - Parameter isMeasured: Whether this is when the attempt ended, so that its duration is known.
    func end(error: (any Error)? = nil, isMeasured: Bool = true) {
        if span.isRecording {
            span.setAttributes(vocabulary.attributes(processed: attempt, error: error))
            if let error { span.fail(error) }
        }
        span.end()
        vocabulary.record(.processed(attempt, isMeasured ? .now - start : nil, error: error))
    }
}
