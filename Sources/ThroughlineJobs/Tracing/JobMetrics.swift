import MetricRecording
import SemanticConventions

enum JobMetrics {
    static let sendDuration = DurationHistogram(.messagingClientOperationDuration)
    static let sentMessages = Counter(.messagingClientSentMessages)
    static let processDuration = DurationHistogram(.messagingProcessDuration)
    static let consumedMessages = Counter(.messagingClientConsumedMessages)
    static let waitDuration = DurationHistogram(.throughlineJobWaitDuration)
    static let retries = Counter(.throughlineJobRetries)
    static let deadLetters = Counter(.throughlineJobDeadLetters)
    static let rescues = Counter(.throughlineJobRescues)
    static let depth = Gauge(.throughlineJobQueueDepth)
    static let oldestAge = Gauge(.throughlineJobQueueOldestAge)
}
