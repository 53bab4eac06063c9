// Mail: OpenTelemetry has no convention (v1.44), so the metrics are our own, made after those of databases.

extension MetricDescriptor {
    public static let mailMessages = MetricDescriptor(
        name: "throughline.mail.messages",
        unit: "{message}",
        description: "Number of mails, by how it ended for them.",
        instrument: .counter
    )
    public static let mailOperationDuration = MetricDescriptor(
        name: "throughline.mail.operation.duration",
        unit: "s",
        description: "Duration of mail operations.",
        instrument: .histogram(boundaries: mailBoundaries)
    )
    public static let mailConnections = MetricDescriptor(
        name: "throughline.mail.connections",
        unit: "{connection}",
        description: "Number of times that a connection was taken, new or used before.",
        instrument: .counter
    )
    public static let mailConnectionWaitTime = MetricDescriptor(
        name: "throughline.mail.connection.wait_time",
        unit: "s",
        description: "The time it took to obtain a connection from the pool.",
        instrument: .histogram(boundaries: mailBoundaries)
    )

    static let mail = [mailMessages, mailOperationDuration, mailConnections, mailConnectionWaitTime]

    /// Seconds. A server may take its time over a mail: RFC 5321 allows it minutes.
    private static let mailBoundaries = [
        0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120,
    ]
}
