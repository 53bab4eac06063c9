import ArgumentParser
import ThroughlineJobs

/// Which jobs a command acts on: some by their ids, or all that match.
struct JobSelection: ParsableArguments {
    @OptionGroup var selection: Selection

    @Option(help: "With --all: only jobs of this group.")
    var group: String?

    func validate() throws {
        guard selection.all || group == nil else { throw ValidationError("--group needs --all.") }
    }

    /// Acts on the jobs, a page at a time: on those that there are now, each once, however fast they come back.
    ///
    /// - Returns: On how many.
    func forEach(
        in states: Set<JobState>,
        _ broker: any Broker,
        _ change: ([JobID]) async throws -> [Bool]
    ) async throws -> Int {
        guard selection.all else { return try await change(selection.ids).count { $0 } }
        let start = broker.now
        var filter = EntryFilter(queue: selection.queue, group: group, states: states)
        var count = 0
        while true {
            let page = try await broker.entries(filter).filter { $0.enqueued <= start }
            guard let last = page.last else { return count }
            count += try await change(page.map(\.id)).count { $0 }
            filter.after = last.position
        }
    }

    /// Says what came of it.
    ///
    /// - Throws: `ExitCode` where jobs were named and nothing was done to any.
    func report(_ count: Int, _ what: String) throws { try selection.report(count, .job, what) }
}
