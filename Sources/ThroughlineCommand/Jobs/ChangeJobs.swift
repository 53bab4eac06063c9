import ArgumentParser
import ThroughlineJobs

/// Which jobs a command acts on: some by their ids, or all that match.
struct JobSelection: ParsableArguments {
    @Argument(help: "The jobs' ids.")
    var ids: [JobID] = []

    @Flag(help: "All jobs that match, instead of some by their ids.")
    var all = false

    @Option(help: "With --all: only jobs of this queue.")
    var queue: String?

    @Option(help: "With --all: only jobs of this group.")
    var group: String?

    func validate() throws {
        guard ids.isEmpty == all else { throw ValidationError("Name jobs by their ids, or use --all.") }
        guard all || (queue == nil && group == nil) else { throw ValidationError("--queue and --group need --all.") }
    }

    /// Acts on the jobs, a page at a time.
    ///
    /// - Returns: On how many.
    func forEach(
        in states: Set<JobState>,
        _ broker: any Broker,
        _ change: ([JobID]) async throws -> [Bool]
    ) async throws -> Int {
        guard all else { return try await change(ids).count { $0 } }
        let filter = EntryFilter(queue: queue, group: group, states: states)
        var count = 0
        while true {
            // What was changed is in none of these states any more, so the next page is the first again.
            let page = try await broker.entries(filter).map(\.id)
            let changed = page.isEmpty ? 0 : try await change(page).count { $0 }
            count += changed
            if changed == 0 { return count }
        }
    }
}

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
        let count = try await jobs.forEach(in: [.dead], broker) { try await broker.requeue($0) }
        print("\(count) \(count == 1 ? "job" : "jobs") to be run again.")
    }
}

/// `throughline jobs cancel`.
struct CancelJobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "End jobs that have not ended. One that is running is cancelled by its worker."
    )

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var jobs: JobSelection

    func run() async throws {
        let broker = try broker.open()
        let count = try await jobs.forEach(in: [.scheduled, .ready], broker) { try await broker.cancel($0) }
        print("\(count) \(count == 1 ? "job" : "jobs") cancelled.")
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
        print("\(count) \(count == 1 ? "job" : "jobs") deleted.")
    }
}
