public import ArgumentParser
public import ThroughlineJobs

/// What a command acts on: some by their ids, or all that match.
struct Selection: ParsableArguments {
    @Argument(help: "Their ids.")
    var ids: [JobID] = []

    @Flag(help: "All that match, instead of some by their ids.")
    var all = false

    @Option(help: "With --all: only those of this queue.")
    var queue: String?

    @Flag(help: "Say as JSON how many there were.")
    var json = false

    func validate() throws {
        guard ids.isEmpty == all else { throw ValidationError("Name them by their ids, or use --all.") }
        guard all || queue == nil else { throw ValidationError("--queue needs --all.") }
    }

    /// Says what came of it.
    ///
    /// - Throws: `ExitCode` where some were named and nothing was done to any.
    func report(_ count: Int, _ noun: Noun, _ what: String) throws {
        print(try Report.count(count, noun, what, asJSON: json))
        if count == 0, !all { throw ExitCode.failure }
    }
}
