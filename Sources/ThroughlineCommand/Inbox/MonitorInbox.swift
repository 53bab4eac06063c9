import ArgumentParser
import Foundation
import ThroughlineInbox

/// `throughline inbox monitor`.
struct MonitorInbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor",
        abstract: "Watch routes and senders, until it is interrupted."
    )

    @OptionGroup var inbox: InboxOptions
    @OptionGroup var watch: Watch

    func run() async throws {
        let inbox = try inbox.open()
        try await watch.run {
            try await InboxOverview(inbox, since: $0)
        } json: {
            $0.report
        } text: {
            $0.text
        }
    }
}

/// What the monitor shows: a look at routes and senders, and what has changed since the one before.
private struct InboxOverview {
    private let queues: [InboxStatistics]
    private let rates: Rates
    private let now = Date()

    init(_ inbox: InboxOperations, since last: InboxOverview?) async throws {
        queues = try await inbox.statistics()
        let ended = queues.map { ($0.queue.description, $0.succeeded &+ $0.failed) }
        rates = Rates(ended: Dictionary(ended) { first, _ in first }, since: last?.rates)
    }

    var text: String { InboxTable.text(queues, now: now, rates: rates.perSecond) }

    var report: Look { Look(self) }

    /// As `--json` shows it.
    struct Look: Encodable {
        var at: Date
        var queues: [InboxQueueReport]
        /// How many entries came to their end a second, by queue; `null` at the first look.
        @OrNull var perSecond: [String: Double]?

        init(_ overview: InboxOverview) {
            at = overview.now
            queues = overview.queues.map { InboxQueueReport($0) }
            perSecond = overview.rates.perSecond
        }
    }
}
