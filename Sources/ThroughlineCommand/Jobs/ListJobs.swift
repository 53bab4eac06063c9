import ArgumentParser
import Foundation
import ThroughlineJobs

/// `throughline jobs list`.
struct ListJobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show jobs, in the order in which they were enqueued."
    )

    @OptionGroup var broker: BrokerOptions

    @Option(help: "Only jobs of this queue.")
    var queue: String?

    @Option(help: "Only jobs of this group.")
    var group: String?

    @Option(help: "Only jobs in this state; may be given several times.")
    var state: [JobState] = []

    @OptionGroup var page: PageOptions

    func run() async throws {
        let broker = try broker.open()
        var filter = EntryFilter(queue: queue, group: group, states: state.isEmpty ? nil : Set(state))
        filter.limit = page.limit + 1
        filter.after = try await page.start("job") { try await broker.entry($0)?.position }
        try page.show(
            try await broker.entries(filter),
            none: "No jobs.",
            as: { JobReport($0) },
            ["ID", "STATE", "QUEUE", "ATTEMPT", "DUE", "TYPE", "NAME", "ERROR"]
        ) { job in
            [
                job.id.description, job.state.rawValue, job.queue, "\(job.attempt)/\(job.attemptLimit)",
                job.due.formatted(.iso8601), job.jobType ?? "?", job.jobName ?? "", job.error ?? "",
            ]
        }
    }
}
