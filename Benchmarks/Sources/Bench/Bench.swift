import ArgumentParser

/// Measures what a span costs. Every figure of the documentation comes from here: `make bench`.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        subcommands: [Report.self, SpanCost.self, EndToEnd.self, Sink.self, Memory.self],
        defaultSubcommand: Report.self
    )
}
