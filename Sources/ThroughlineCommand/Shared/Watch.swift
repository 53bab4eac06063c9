import ArgumentParser
import Foundation

/// How a command looks at something again and again.
struct Watch: ParsableArguments {
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

    /// Looks until nobody reads any more, or the command is interrupted.
    ///
    /// - Parameters:
    ///   - look: Looks, and knows the look before.
    ///   - report: A look as JSON.
    ///   - text: A look for people.
    func run<Look>(
        _ look: (Look?) async throws -> Look,
        json report: (Look) -> some Encodable,
        text: (Look) -> String
    ) async throws {
        let output = StandardOutput()
        let isTerminal = isatty(STDOUT_FILENO) == 1 && !once && !json
        var last: Look?
        while true {
            var shown: String
            do {
                let now = try await look(last)
                shown = try json ? Report.jsonLine(report(now)) : text(now)
                last = now
            } catch  where last != nil {
                // A broker that is busy for a while is no reason to stop watching it.
                shown = "The broker cannot be read: \(error)"
            }
            guard output.write((isTerminal ? "\u{1B}[H\u{1B}[2J" : "") + shown + "\n"), !once else { return }
            try await Task.sleep(for: .seconds(interval))
        }
    }
}
