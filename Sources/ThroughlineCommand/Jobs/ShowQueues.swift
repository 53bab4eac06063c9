import ArgumentParser
import Foundation
import ThroughlineJobs

/// `throughline jobs queues`.
struct ShowQueues: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "queues", abstract: "Show the queues in figures.")

    @OptionGroup var broker: BrokerOptions

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let broker = try broker.open()
        let queues = try await broker.statistics()
        print(try json ? Report.json(queues.map { QueueReport($0) }) : Self.table(queues, now: broker.now))
    }

    /// - Parameter rates: How many jobs ended a second, by queue, where that is known.
    static func table(_ queues: [QueueStatistics], now: Date, rates: [String: Double]? = nil) -> String {
        guard !queues.isEmpty else { return "No jobs." }
        let rows = queues.map { queue in
            [
                queue.queue, "\(queue.ready)", "\(queue.running)", "\(queue.scheduled)", "\(queue.blocked)",
                "\(queue.dead)", "\(queue.succeeded)", "\(queue.failed)", Report.rate(rates, queue.queue),
                Report.age(queue.oldestDue, at: now),
                notes(queue),
            ]
        }
        let head = [
            "QUEUE", "READY", "RUNNING", "SCHEDULED", "BLOCKED", "DEAD", "SUCCEEDED", "FAILED", "PER SECOND", "OLDEST",
            "",
        ]
        return Report.table([head] + rows)
    }

    private static func notes(_ queue: QueueStatistics) -> String {
        let notes = [
            queue.isPaused ? "paused" : nil, queue.isClosed ? "closed" : nil, queue.limit.map { "at most \($0)" },
        ]
        return notes.compactMap { $0 }.joined(separator: ", ")
    }
}
