import ArgumentParser
import Foundation
import ThroughlineJobs

/// `throughline jobs list`.
struct ListJobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show jobs.")

    @OptionGroup var broker: BrokerOptions

    @Option(help: "Only jobs of this queue.")
    var queue: String?

    @Option(help: "Only jobs of this group.")
    var group: String?

    @Option(help: "Only jobs in this state; may be given several times.")
    var state: [JobState] = []

    @Option(help: "How many.")
    var limit = 50

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let filter = EntryFilter(queue: queue, group: group, states: state.isEmpty ? nil : Set(state), limit: limit)
        let entries = try await broker.open().entries(filter)
        if json { return print(try Report.json(entries.map { JobReport($0) })) }
        guard !entries.isEmpty else { return print("No jobs.") }
        let rows = entries.map { entry in
            [
                entry.id.description, entry.state.rawValue, entry.queue, "\(entry.attempt)/\(entry.attemptLimit)",
                entry.due.formatted(.iso8601), entry.jobType ?? "?", entry.jobName ?? "", entry.error ?? "",
            ]
        }
        print(Report.table([["ID", "STATE", "QUEUE", "ATTEMPT", "DUE", "TYPE", "NAME", "ERROR"]] + rows))
    }
}

/// `throughline jobs show`.
struct ShowJob: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show all that is known of a job.")

    @OptionGroup var broker: BrokerOptions

    @Argument(help: "The job's id.")
    var id: JobID

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        guard let entry = try await broker.open().entry(id) else { throw ValidationError("There is no job \(id).") }
        let report = JobReport(entry)
        if json { return print(try Report.json(report)) }
        var rows = [
            ["id", report.id], ["type", report.type ?? "?"], ["queue", report.queue], ["state", report.state.rawValue],
            ["attempt", "\(report.attempt) of \(report.attemptLimit)"], ["priority", "\(report.priority)"],
            ["enqueued", report.enqueued.formatted(.iso8601)], ["due", report.due.formatted(.iso8601)],
        ]
        func add(_ name: String, _ value: String?) {
            if let value { rows.append([name, value]) }
        }
        add("ended", report.ended?.formatted(.iso8601))
        add("name", report.name)
        add("group", report.group)
        add("worker", report.worker)
        add("error", report.error)
        add("payload", report.payload ?? "(encrypted)")
        add("result", report.result)
        for (key, value) in report.carrier.sorted(by: { $0.key < $1.key }) { add(key, value) }
        print(Report.table(rows))
    }
}
