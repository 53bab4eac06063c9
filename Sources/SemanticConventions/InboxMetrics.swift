// Buffered endpoints: what the conventions for messaging and HTTP have no name for. This project's own.

extension MetricDescriptor {
    public static let throughlineInboxReceived = MetricDescriptor(
        name: "throughline.inbox.received",
        unit: "{request}",
        description: "Requests to buffered endpoints, by what became of them.",
        instrument: .counter
    )
    public static let throughlineInboxSendDuration = MetricDescriptor(
        name: "throughline.inbox.send.duration",
        unit: "s",
        description: "Time until a message that is sent is stored.",
        instrument: .histogram(boundaries: messagingBoundaries)
    )
    public static let throughlineInboxProcessDuration = MetricDescriptor(
        name: "throughline.inbox.process.duration",
        unit: "s",
        description: "Duration of attempts to process a request, or to deliver a message.",
        instrument: .histogram(boundaries: messagingBoundaries)
    )
    public static let throughlineInboxWaitDuration = MetricDescriptor(
        name: "throughline.inbox.wait.duration",
        unit: "s",
        description: "Time from when an attempt is due until it starts.",
        instrument: .histogram(
            boundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600]
        )
    )
    public static let throughlineInboxProcessRetries = MetricDescriptor(
        name: "throughline.inbox.process.retries",
        unit: "{attempt}",
        description: "Attempts that failed and are followed by another one.",
        instrument: .counter
    )
    public static let throughlineInboxDeadLetters = MetricDescriptor(
        name: "throughline.inbox.dead_letters",
        unit: "{entry}",
        description: "Entries that went to the error queue.",
        instrument: .counter
    )
    public static let throughlineInboxRescues = MetricDescriptor(
        name: "throughline.inbox.rescues",
        unit: "{attempt}",
        description: "Attempts whose process died or lost its lease.",
        instrument: .counter
    )
    public static let throughlineInboxQueueDepth = MetricDescriptor(
        name: "throughline.inbox.queue.depth",
        unit: "{entry}",
        description: "Entries that wait to be processed or delivered, now or later.",
        instrument: .gauge
    )
    public static let throughlineInboxQueueOldestAge = MetricDescriptor(
        name: "throughline.inbox.queue.oldest.age",
        unit: "s",
        description: "How long the oldest entry that waits for a worker has been due.",
        instrument: .gauge
    )

    static let inbox = [
        throughlineInboxReceived, throughlineInboxSendDuration, throughlineInboxProcessDuration,
        throughlineInboxWaitDuration, throughlineInboxProcessRetries, throughlineInboxDeadLetters,
        throughlineInboxRescues, throughlineInboxQueueDepth, throughlineInboxQueueOldestAge,
    ]
}
