import ArgumentParser
import Foundation
import ThroughlineJobs

/// `throughline jobs monitor`.
struct MonitorJobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor",
        abstract: "Watch the queues and who works on them, until it is interrupted."
    )

    @OptionGroup var broker: BrokerOptions

    @Option(help: ArgumentHelp("How often to look.", valueName: "seconds"))
    var interval = 2.0

    @Flag(help: "Show it once.")
    var once = false

    func validate() throws {
        guard (0.1...3_600).contains(interval) else {
            throw ValidationError("An interval is a number of seconds from 0.1 to 3600.")
        }
    }

    func run() async throws {
        let broker = try broker.open()
        let output = StandardOutput()
        let isTerminal = isatty(STDOUT_FILENO) == 1 && !once
        var last: (ended: Int, at: ContinuousClock.Instant)?
        while true {
            let queues = try await broker.statistics()
            let running = try await broker.entries(EntryFilter(states: [.running], limit: 10_000))
            let ended = queues.reduce(0) { $0 + $1.succeeded + $1.failed }
            let now = ContinuousClock.now
            var text = Queues.table(queues, now: broker.now) + "\n\n"
            if let last {
                let rate = Double(ended - last.ended) / ((now - last.at) / .seconds(1))
                text += "\(rate.formatted(.number.precision(.fractionLength(1)))) jobs a second\n\n"
            }
            last = (ended, now)
            text += Self.workers(running) + "\n"
            output.write((isTerminal ? "\u{1B}[H\u{1B}[2J" : "") + text)
            if once { return }
            try await Task.sleep(for: .seconds(interval))
        }
    }

    private static func workers(_ running: [StoredJob]) -> String {
        guard !running.isEmpty else { return "Nothing is running." }
        let workers = Dictionary(grouping: running) { $0.worker ?? "?" }.sorted { $0.key < $1.key }
        let rows = workers.map { worker, jobs in
            let types = Dictionary(grouping: jobs) { $0.jobType ?? "?" }.sorted { $0.key < $1.key }
            return [worker, "\(jobs.count)", types.map { "\($0.key) \($0.value.count)" }.joined(separator: ", ")]
        }
        return Report.table([["WORKER", "RUNNING", "JOBS"]] + rows)
    }
}
