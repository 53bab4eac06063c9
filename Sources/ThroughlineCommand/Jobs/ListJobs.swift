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

    @Option(help: "How many.")
    var limit = 50

    @Option(help: ArgumentHelp("Only jobs that come after this one.", valueName: "id"))
    var after: JobID?

    @Flag(help: "As JSON.")
    var json = false

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 10000.") }
    }

    func run() async throws {
        let broker = try broker.open()
        var filter = EntryFilter(queue: queue, group: group, states: state.isEmpty ? nil : Set(state), limit: limit + 1)
        if let after {
            guard let last = try await broker.entry(after) else { throw CommandFailure("There is no job \(after).") }
            filter.after = last.position
        }
        let found = try await broker.entries(filter)
        let jobs = found.prefix(limit)
        if json { return print(try Report.json(jobs.map { JobReport($0) })) }
        guard let last = jobs.last else { return print("No jobs.") }
        let rows = jobs.map { job in
            [
                job.id.description, job.state.rawValue, job.queue, "\(job.attempt)/\(job.attemptLimit)",
                job.due.formatted(.iso8601), job.jobType ?? "?", job.jobName ?? "", job.error ?? "",
            ]
        }
        print(Report.table([["ID", "STATE", "QUEUE", "ATTEMPT", "DUE", "TYPE", "NAME", "ERROR"]] + rows))
        if found.count > limit { print("There are more: --after \(last.id)") }
    }
}
