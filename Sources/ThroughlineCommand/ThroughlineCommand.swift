import ArgumentParser

/// The `throughline` command line.
@main
struct ThroughlineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "throughline",
        abstract: "See the traces, the jobs and the inbox of server-side Swift applications.",
        subcommands: [View.self, Traces.self, Jobs.self, InboxCommand.self]
    )
}
