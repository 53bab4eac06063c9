import ArgumentParser
import ThroughlineJobs

/// `throughline jobs retry`.
struct RetryJobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Run dead letters and other failed or cancelled jobs again, with all their attempts.",
        discussion: "A job that waits for its next attempt is run now. With --all, dead letters only."
    )

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var jobs: JobSelection

    func run() async throws {
        let broker = try broker.open()
        try jobs.report(
            try await jobs.forEach(in: [.dead], broker) { try await broker.requeue($0) },
            "to be run again"
        )
    }
}

/// `throughline jobs cancel`.
struct CancelJobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "End jobs that have not ended. One that is running is cancelled by its worker.",
        discussion:
            "With --all, those that wait. Hooks of jobs that have not run are not enqueued: only the application can."
    )

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var jobs: JobSelection

    func run() async throws {
        let broker = try broker.open()
        try jobs.report(
            try await jobs.forEach(in: [.blocked, .scheduled, .ready], broker) { try await broker.cancel($0) },
            "cancelled"
        )
    }
}

/// `throughline jobs purge`.
struct PurgeJobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge",
        abstract: "Delete jobs that are not running.",
        discussion: "With --all, those that have ended: dead letters, and what is kept of others."
    )

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var jobs: JobSelection

    func run() async throws {
        let broker = try broker.open()
        let count = try await jobs.forEach(in: [.succeeded, .failed, .cancelled, .dead], broker) {
            try await broker.delete($0)
        }
        try jobs.report(count, "deleted")
    }
}
