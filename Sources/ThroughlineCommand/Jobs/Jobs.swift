import ArgumentParser

/// `throughline jobs`: what is in a broker, and what to do about it.
struct Jobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at background jobs, and act on them.",
        discussion: """
            Works on a running system: workers notice what changes. A job is named by its id, as list shows it.
            """,
        subcommands: [
            ListJobs.self, ShowJob.self, MonitorJobs.self, ShowQueues.self, ShowSchedules.self, RetryJobs.self,
            CancelJobs.self, PurgeJobs.self, PauseQueue.self, ResumeQueue.self, LimitQueue.self, Unschedule.self,
        ]
    )
}
