import ArgumentParser
import Foundation
import ThroughlineJobs

/// `throughline jobs show`.
struct ShowJob: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show all that is known of a job.")

    @OptionGroup var broker: BrokerOptions

    @Argument(help: "The job's id.")
    var id: JobID

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        guard let job = try await broker.open().entry(id) else { throw CommandFailure("There is no job \(id).") }
        let report = JobReport(job)
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
        add("payload", report.payload ?? (report.isEncrypted ? "(encrypted)" : "(cannot be read)"))
        add("result", report.result ?? (job.result == nil ? nil : "(encrypted)"))
        for (key, value) in report.carrier.sorted(by: { $0.key < $1.key }) { add(key, value) }
        print(Report.table(rows))
    }
}
