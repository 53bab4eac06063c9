import ArgumentParser

/// `throughline traces`: the traces of a running viewer, for the terminal and for scripts.
struct Traces: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at the traces of a viewer that is running.",
        discussion: """
            The viewer is one that throughline view has started, or that an application hosts. Queries are those of its page: \
            service=shop duration>100ms, status=error, "payment declined"; docs/Viewer.md explains them.
            """,
        subcommands: [ListTraces.self, SearchTraces.self, ShowTrace.self, TailTraces.self]
    )
}
