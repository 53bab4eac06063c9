import Foundation
import MetricRecording
import SemanticConventions
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

/// The span `process <job>`, of which there is one for each attempt.
struct ProcessSpan: Sendable {
    let context: InstrumentationContext
    private let span: any RecordingSpan
    private let type: String
    private let queue: String
    private let start = ContinuousClock.now

    init(
        _ header: Message.Header,
        queue: String,
        attempt: Int,
        broker: String,
        worker: String?,
        relation: TraceRelation,
        parent: InstrumentationContext? = nil,
        sync: Bool = false
    ) {
        let sender = parent ?? TraceCarrier.context(from: header.carrier)
        let isLinked = relation == .link && !sender.isEmpty
        span = scope.startSpan(
            "process \(header.type)",
            context: isLinked ? .topLevel : sender,
            ofKind: .consumer,
            attributes: {
                var attributes = Attributes("process", header, queue: queue, broker: broker, sync: sync)
                attributes.append(unchecked: .throughlineJobAttempt, attempt)
                if let worker {
                    attributes.append(unchecked: .messagingClientID, worker)
                    attributes.append(unchecked: .throughlineJobWorker, worker)
                }
                return attributes
            }(),
            links: isLinked ? [SpanLink(context: sender, attributes: [:])] : []
        )
        context = span.context
        type = header.type
        self.queue = queue
    }

    /// - Parameter isMeasured: Whether this is when the attempt ended, so that its duration is known.
    func end(error: (any Error)? = nil, isMeasured: Bool = true) {
        if span.isRecording {
            span.setAttributes([AttributeKey.throughlineJobState.name: error == nil ? "success" : "error"])
            if let error { span.fail(error) }
        }
        span.end()
        let attributes = { Attributes(metricOf: "process", type: type, queue: queue, error: error) }
        if isMeasured { JobMetrics.processDuration.record(.now - start, attributes: attributes()) }
        JobMetrics.consumedMessages.add(1, attributes: attributes())
    }
}
