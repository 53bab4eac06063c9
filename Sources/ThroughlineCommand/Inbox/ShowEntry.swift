import ArgumentParser
import Foundation
import ThroughlineInbox

/// `throughline inbox show`.
struct ShowEntry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show all that is known of an entry. One that has succeeded is gone."
    )

    @OptionGroup var inbox: InboxOptions

    @Argument(help: "The entry's id.")
    var id: JobID

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        guard let entry = try await inbox.open().entry(id) else { throw CommandFailure("There is no entry \(id).") }
        let report = EntryReport(entry)
        if json { return print(try Report.json(report)) }
        let rows: [(String, String?)] = [
            ("id", report.id), ("queue", report.queue), ("state", report.state.rawValue),
            ("attempt", "\(report.attempts) of \(report.attemptLimit)"),
            ("received", report.received.formatted(.iso8601)), ("due", report.due.formatted(.iso8601)),
            ("failed", report.failed?.formatted(.iso8601)), ("worker", report.worker), ("key", report.orderingKey),
            ("error", report.error), ("payload", report.payload ?? "(encrypted)"),
        ]
        print(Report.details(rows, entry.metadata, entry.carrier))
    }
}
