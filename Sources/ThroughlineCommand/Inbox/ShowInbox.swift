import ArgumentParser
import Foundation
import ThroughlineInbox

/// `throughline inbox queues`.
struct ShowInbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queues",
        abstract: "Show routes and senders in figures.",
        discussion:
            "How long attempts took is counted by the processes that make them, and is a tenth too high at most."
    )

    @OptionGroup var inbox: InboxOptions

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let inbox = try inbox.open()
        let queues = try await inbox.statistics()
        print(try json ? Report.json(queues.map { InboxQueueReport($0) }) : InboxTable.text(queues))
    }
}

/// Routes and senders in figures, a line each.
enum InboxTable {
    /// - Parameter rates: How many entries came to their end a second, by queue, where that is known.
    static func text(_ queues: [InboxStatistics], now: Date = Date(), rates: [String: Double]? = nil) -> String {
        guard !queues.isEmpty else { return "No routes or senders." }
        let rows = queues.map { queue in
            [
                queue.queue.description, "\(queue.waiting)", "\(queue.blocked)", "\(queue.processing)",
                "\(queue.errors)", "\(queue.succeeded)", Report.rate(rates, queue.queue.description),
                Report.age(queue.oldestDue, at: now), time(queue.attempts.median), time(queue.attempts.p95),
                time(queue.attempts.p99), pauses(queue),
            ]
        }
        let head = [
            "QUEUE", "WAITING", "BLOCKED", "PROCESSING", "ERRORS", "DONE", "PER SECOND", "OLDEST", "P50", "P95", "P99",
            "",
        ]
        return Report.table([head] + rows)
    }

    private static func pauses(_ queue: InboxStatistics) -> String {
        switch (queue.isReceivingPaused, queue.isProcessingPaused) {
        case (true, true): "paused"
        case (true, false): "receiving is paused"
        case (false, true): "processing is paused"
        case (false, false): ""
        }
    }

    /// How long an attempt took, as people read it.
    private static func time(_ seconds: Double?) -> String {
        guard let seconds else { return "-" }
        switch seconds {
        case ..<0.001: return "\(number(seconds * 1_000_000)) µs"
        case ..<1: return "\(number(seconds * 1_000)) ms"
        default: return "\(number(seconds)) s"
        }
    }

    private static func number(_ value: Double) -> String {
        value.formatted(.number.precision(.significantDigits(1...3)).grouping(.never))
    }
}
