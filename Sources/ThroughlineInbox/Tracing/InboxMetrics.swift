import MetricRecording
import SemanticConventions
import SpanRecording

enum InboxMetrics {
    static let receivedRequests = Counter(.throughlineInboxReceived)
    static let sendDuration = DurationHistogram(.throughlineInboxSendDuration)
    static let processDuration = DurationHistogram(.throughlineInboxProcessDuration)
    static let waitDuration = DurationHistogram(.throughlineInboxWaitDuration)
    static let retries = Counter(.throughlineInboxProcessRetries)
    static let deadLetters = Counter(.throughlineInboxDeadLetters)
    static let rescues = Counter(.throughlineInboxRescues)
    static let depth = Gauge(.throughlineInboxQueueDepth)
    static let oldestAge = Gauge(.throughlineInboxQueueOldestAge)

    /// - Parameter outcome: What became of a request: `accepted`, `replayed`, or why it was refused.
    static func received(_ route: String, _ outcome: String) {
        receivedRequests.add(
            1,
            attributes: [
                AttributeKey.httpRoute.name: .string(route),
                AttributeKey.throughlineInboxOutcome.name: .string(outcome),
            ]
        )
    }
}
