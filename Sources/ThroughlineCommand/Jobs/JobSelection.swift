public import ArgumentParser
public import ThroughlineJobs

/// Which jobs a command acts on: some by their ids, or all that match.
struct JobSelection: ParsableArguments {
    @Argument(help: "The jobs' ids.")
    var ids: [JobID] = []

    @Flag(help: "All jobs that match, instead of some by their ids.")
    var all = false

    @Option(help: "With --all: only jobs of this queue.")
    var queue: String?

    @Option(help: "With --all: only jobs of this group.")
    var group: String?

    @Flag(help: "Say as JSON how many there were.")
    var json = false

    func validate() throws {
        guard ids.isEmpty == all else { throw ValidationError("Name jobs by their ids, or use --all.") }
        guard all || (queue == nil && group == nil) else { throw ValidationError("--queue and --group need --all.") }
    }

    /// Acts on the jobs, a page at a time: on those that there are now, each once, however fast they come back.
    ///
    /// - Returns: On how many.
    func forEach(
        in states: Set<JobState>,
        _ broker: any Broker,
        _ change: ([JobID]) async throws -> [Bool]
    ) async throws -> Int {
        guard all else { return try await change(ids).count { $0 } }
        let start = broker.now
        var filter = EntryFilter(queue: queue, group: group, states: states)
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
    func report(_ count: Int, _ what: String) throws {
        print(try json ? Report.json(["count": count]) : "\(count) \(count == 1 ? "job" : "jobs") \(what).")
        if count == 0, !all { throw ExitCode.failure }
    }
}
