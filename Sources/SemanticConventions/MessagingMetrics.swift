// Messaging: https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/ (v1.44, in development)

extension MetricDescriptor {
    public static let messagingClientOperationDuration = MetricDescriptor(
        name: "messaging.client.operation.duration",
        unit: "s",
        description: "Duration of messaging operation initiated by a producer or consumer client.",
        instrument: .histogram(boundaries: messagingBoundaries)
    )
    public static let messagingProcessDuration = MetricDescriptor(
        name: "messaging.process.duration",
        unit: "s",
        description: "Duration of processing operation.",
        instrument: .histogram(boundaries: messagingBoundaries)
    )
    public static let messagingClientSentMessages = MetricDescriptor(
        name: "messaging.client.sent.messages",
        unit: "{message}",
        description: "Number of messages producer attempted to send to the broker.",
        instrument: .counter
    )
    public static let messagingClientConsumedMessages = MetricDescriptor(
        name: "messaging.client.consumed.messages",
        unit: "{message}",
        description: "Number of messages that were delivered to the application.",
        instrument: .counter
    )

    static let messaging = [
        messagingClientOperationDuration, messagingProcessDuration, messagingClientSentMessages,
        messagingClientConsumedMessages,
    ]

    /// Seconds.
    static let messagingBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
}
