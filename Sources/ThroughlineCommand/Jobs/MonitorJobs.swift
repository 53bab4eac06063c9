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

    @Flag(help: "As JSON, one line for each look.")
    var json = false

    func validate() throws {
        guard (0.1...3_600).contains(interval) else {
            throw ValidationError("An interval is a number of seconds from 0.1 to 3600.")
        }
    }

    func run() async throws {
        let broker = try broker.open()
        let output = StandardOutput()
        let isTerminal = isatty(STDOUT_FILENO) == 1 && !once && !json
        var last: JobsOverview?
        while true {
            var text: String
            do {
                let overview = try await JobsOverview(broker, since: last)
                text = try json ? Report.jsonLine(overview.report) : overview.text
                last = overview
            } catch  where last != nil {
                // A broker that is busy for a while is no reason to stop watching it.
                text = "The broker cannot be read: \(error)"
            }
            guard output.write((isTerminal ? "\u{1B}[H\u{1B}[2J" : "") + text + "\n"), !once else { return }
            try await Task.sleep(for: .seconds(interval))
        }
    }
}
