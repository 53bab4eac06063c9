import ArgumentParser
import Foundation
import ThroughlineInbox

/// `throughline inbox list`.
struct ListEntries: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show what waits or is being processed, in the order in which it was accepted."
    )

    @OptionGroup var inbox: InboxOptions
    @OptionGroup var queue: QueueArgument
    @OptionGroup var page: PageOptions

    func run() async throws {
        try await inbox.open().show(
            queue.queue,
            [.ready, .scheduled, .blocked, .processing],
            page,
            none: "Nothing waits."
        )
    }
}

/// `throughline inbox errors`.
struct ListErrors: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "errors",
        abstract: "Show the error queue: what has used up its attempts, or can never be done."
    )

    @OptionGroup var inbox: InboxOptions
    @OptionGroup var queue: QueueArgument
    @OptionGroup var page: PageOptions

    func run() async throws {
        try await inbox.open().show(queue.queue, [.failed], page, none: "Nothing has failed.")
    }
}

extension InboxOperations {
    /// Shows a page of a queue's entries.
    fileprivate func show(
        _ name: String,
        _ states: Set<InboxEntry.State>,
        _ page: PageOptions,
        none: String
    ) async throws {
        let queue = try await queue(name)
        let start = try await page.start("entry") { try await entry($0)?.position }
        try page.show(
            try await entries(queue, states: states, after: start, limit: page.limit + 1),
            none: none,
            as: { EntryReport($0) },
            ["ID", "STATE", "ATTEMPT", "RECEIVED", "DUE", "KEY", "ERROR", "PAYLOAD"]
        ) { entry in
            let report = EntryReport(entry)
            return [
                report.id, report.state.rawValue, "\(report.attempts)/\(report.attemptLimit)",
                report.received.formatted(.iso8601), report.due.formatted(.iso8601), report.orderingKey ?? "-",
                report.error ?? "-", report.payload ?? "(encrypted)",
            ]
        }
    }
}
