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
        let rows: [(String, String?)] = [
            ("id", report.id), ("type", report.type ?? "?"), ("queue", report.queue), ("state", report.state.rawValue),
            ("attempt", "\(report.attempt) of \(report.attemptLimit)"), ("priority", "\(report.priority)"),
            ("enqueued", report.enqueued.formatted(.iso8601)), ("due", report.due.formatted(.iso8601)),
            ("ended", report.ended?.formatted(.iso8601)), ("name", report.name), ("group", report.group),
            ("worker", report.worker), ("error", report.error),
            ("payload", report.payload ?? (report.isEncrypted ? "(encrypted)" : "(cannot be read)")),
            ("result", report.result ?? (job.result == nil ? nil : "(encrypted)")),
        ]
        print(Report.details(rows, report.carrier))
    }
}
