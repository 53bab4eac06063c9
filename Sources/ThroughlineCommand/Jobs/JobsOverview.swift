import Foundation
import ThroughlineJobs

/// What the monitor shows: a look at the queues, and what has changed since the one before.
struct JobsOverview {
    private let queues: [QueueStatistics]
    private let workers: [WorkerReport]
    private let now: Date
    private let rates: Rates

    init(_ broker: any Broker, since last: JobsOverview?) async throws {
        queues = try await broker.statistics()
        workers = try await broker.workers()
        now = broker.now
        let ended = queues.map { ($0.queue, $0.succeeded &+ $0.failed) }
        rates = Rates(ended: Dictionary(ended) { first, _ in first }, since: last?.rates)
    }

    var text: String {
        guard !workers.isEmpty else { return queueTable + "\n\nNo workers." }
        let rows = workers.map { worker in
            [
                worker.name, worker.host, "\(worker.process)", WorkerHealth(worker, at: now).rawValue,
                "\(worker.running)/\(worker.concurrency)",
                "\(Int(max(0, min(1e9, now.timeIntervalSince(worker.seen))))) s",
                worker.queues.joined(separator: ", "),
            ]
        }
        return queueTable + "\n\n"
            + Report.table([["WORKER", "HOST", "PROCESS", "STATE", "RUNNING", "SEEN", "QUEUES"]] + rows)
    }

    private var queueTable: String { ShowQueues.table(queues, now: now, rates: rates.perSecond) }

    var report: OverviewReport {
        OverviewReport(
            at: now,
            queues: queues.map { QueueReport($0) },
            perSecond: rates.perSecond,
            workers: workers.map { OverviewReport.Worker($0, at: now) }
        )
    }
}

/// The monitor's look as `--json` shows it.
struct OverviewReport: Encodable {
    var at: Date
    var queues: [QueueReport]
    /// How many jobs ended a second, by queue; `null` at the first look.
    @OrNull var perSecond: [String: Double]?
    var workers: [Worker]

    struct Worker: Encodable {
        var name: String
        var host: String
        var process: Int32
        var state: WorkerHealth
        var queues: [String]
        var concurrency: Int
        var running: Int
        var started: Date
        var seen: Date

        init(_ report: WorkerReport, at now: Date) {
            name = report.name
            host = report.host
            process = report.process
            state = WorkerHealth(report, at: now)
            queues = report.queues
            concurrency = report.concurrency
            running = report.running
            started = report.started
            seen = report.seen
        }
    }

    init(at: Date, queues: [QueueReport], perSecond: [String: Double]?, workers: [Worker]) {
        self.at = at
        self.queues = queues
        self.perSecond = perSecond
        self.workers = workers
    }
}

/// How a worker is, as far as the broker knows.
enum WorkerHealth: String, Encodable {
    case idle, working, draining, stopped
    /// It has not been heard of for too long: it died, is frozen, or cannot reach the broker.
    case lost

    init(_ report: WorkerReport, at now: Date) {
        self =
            switch report.state {
            case _ where report.isOverdue(at: now): .lost
            case .working: report.running > 0 ? .working : .idle
            case .draining: .draining
            case .stopped: .stopped
            }
    }
}
