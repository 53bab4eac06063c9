// Background jobs: what the convention for messaging has no name for. This project's own.

extension MetricDescriptor {
    public static let throughlineJobWaitDuration = MetricDescriptor(
        name: "throughline.job.wait.duration",
        unit: "s",
        description: "Time from when a job is due until an attempt starts.",
        instrument: .histogram(
            boundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600]
        )
    )
    public static let throughlineJobQueueDepth = MetricDescriptor(
        name: "throughline.job.queue.depth",
        unit: "{job}",
        description: "Jobs that are due and wait for a worker.",
        instrument: .gauge
    )
    public static let throughlineJobQueueOldestAge = MetricDescriptor(
        name: "throughline.job.queue.oldest.age",
        unit: "s",
        description: "How long the oldest job that waits for a worker has been due.",
        instrument: .gauge
    )
    public static let throughlineJobRetries = MetricDescriptor(
        name: "throughline.job.retries",
        unit: "{job}",
        description: "Attempts that failed and are followed by another one.",
        instrument: .counter
    )
    public static let throughlineJobDeadLetters = MetricDescriptor(
        name: "throughline.job.dead_letters",
        unit: "{job}",
        description: "Jobs that were given up.",
        instrument: .counter
    )
    public static let throughlineJobRescues = MetricDescriptor(
        name: "throughline.job.rescues",
        unit: "{job}",
        description: "Attempts whose worker died or lost its lease.",
        instrument: .counter
    )

    static let jobs = [
        throughlineJobWaitDuration, throughlineJobQueueDepth, throughlineJobQueueOldestAge, throughlineJobRetries,
        throughlineJobDeadLetters, throughlineJobRescues,
    ]
}
