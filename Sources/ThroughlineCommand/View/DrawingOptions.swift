public import ArgumentParser
import Foundation
public import ThroughlineViewer

/// How traces are drawn in the terminal.
struct DrawingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How long a complete trace must be quiet to be shown.", valueName: "milliseconds"))
    var quietPeriod = 500

    @Option(help: ArgumentHelp("The same for a trace of which spans are missing.", valueName: "milliseconds"))
    var incompletePeriod = 6_000

    @Option(help: ArgumentHelp("How wide to draw, instead of as wide as the terminal.", valueName: "columns"))
    var width: Int?

    func validate() throws {
        guard (0...86_400_000).contains(quietPeriod), (0...86_400_000).contains(incompletePeriod) else {
            throw ValidationError("A period is a number of milliseconds, not negative, and a day at most.")
        }
        if let width, !(40...1_000).contains(width) {
            throw ValidationError("A width is a number of columns from 40 to 1000.")
        }
    }

    var renderer: TraceRenderer {
        var options = TraceRenderer.Options.standardOutput(environment: ProcessInfo.processInfo.environment)
        if let width { options.width = width }
        return TraceRenderer(options: options)
    }

    func terminal(for store: TelemetryStore, on output: StandardOutput) -> TraceTerminal<ContinuousClock> {
        TraceTerminal(
            store: store,
            renderer: renderer,
            quietPeriod: .milliseconds(quietPeriod),
            incompletePeriod: .milliseconds(incompletePeriod)
        ) { output.write($0 + "\n") }
    }
}
