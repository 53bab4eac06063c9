import Foundation
import ThroughlineJobs

/// What the monitor shows: a look at the queues, and what has changed since the one before.
struct JobsOverview {
    private let queues: [QueueStatistics]
    private let now: Date
    private let time = ContinuousClock.now
    private let rates: [String: Double]?

    init(_ broker: any Broker, since last: JobsOverview?) async throws {
        queues = try await broker.statistics()
        now = broker.now
        rates = last.map { [queues, time] in Self.rates(of: queues, since: $0, after: (time - $0.time) / .seconds(1)) }
    }

    /// How many jobs ended a second.
    private static func rates(
        of queues: [QueueStatistics],
        since last: JobsOverview,
        after seconds: Double
    ) -> [String: Double] {
        func ended(_ queues: [QueueStatistics]) -> [String: Int] {
            Dictionary(queues.map { ($0.queue, $0.succeeded &+ $0.failed) }) { first, _ in first }
        }
        let before = ended(last.queues)
        return ended(queues).reduce(into: [:]) { rates, queue in
            rates[queue.key] = Double(queue.value - (before[queue.key] ?? 0)) / max(seconds, 0.001)
        }
    }

    var text: String { ShowQueues.table(queues, now: now, rates: rates) }

    var report: OverviewReport {
        OverviewReport(at: now, queues: queues.map { QueueReport($0) }, perSecond: rates)
    }
}

/// The monitor's look as `--json` shows it.
struct OverviewReport: Encodable {
    var at: Date
    var queues: [QueueReport]
    /// How many jobs ended a second, by queue; `null` at the first look.
    @OrNull var perSecond: [String: Double]?

    init(at: Date, queues: [QueueReport], perSecond: [String: Double]?) {
        self.at = at
        self.queues = queues
        self.perSecond = perSecond
    }
}
