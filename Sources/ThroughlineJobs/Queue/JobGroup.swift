/// Jobs that were enqueued with the same ``JobOptions/group``.
///
/// ```swift
/// let group = queue.group("import 7")
/// for file in files { try await queue.enqueue(Import(file: file), options: JobOptions(group: group.name)) }
/// try await group.wait(for: files.count)
/// let failures = try await group.failures()
/// ```
public struct JobGroup: Sendable {
    public let name: String
    let queue: JobQueue

    /// How many of its jobs there are, by state. Those whose time to be kept is over do not count.
    public func counts() async throws -> [JobState: Int] {
        try await queue.counts(EntryFilter(group: name))
    }

    /// Waits until none of its jobs is to be run any more.
    ///
    /// - Parameters:
    ///   - count: How many must have ended at least, and be kept still; `nil` for those that there are.
    ///   - timeout: How long to wait; `nil` for as long as it takes.
    /// - Throws: ``JobResultError/timeout``, `CancellationError`.
    public func wait(for count: Int? = nil, timeout: Duration? = nil) async throws {
        let deadline = timeout.map { ContinuousClock.now + $0 }
        while true {
            let number = queue.broker.workNumber()
            let start = ContinuousClock.now
            let counts = try await counts()
            let ended = counts.filter(\.key.hasEnded).values.reduce(0, +)
            if ended == counts.values.reduce(0, +), ended >= count ?? 0 { return }
            try await queue.wait(since: number, until: deadline)
            // To count a large group takes a while: most of the time is to be left for those who do the work.
            try await Task.sleep(for: min((.now - start) * 2, .milliseconds(100)))
        }
    }

    /// What those of its jobs returned that have succeeded, in the order in which they were enqueued.
    public func results<J: Job>(of type: J.Type) async throws -> [J.Output] where J.Output: Decodable {
        try await all([.succeeded]).map { try queue.output(of: type, $0) }
    }

    /// Those of its jobs that have failed for good.
    public func failures() async throws -> [StoredJob] {
        try await all([.failed, .dead])
    }

    /// Deletes its jobs, but for those that run.
    public func delete() async throws {
        let ids = try await all(nil).map(\.id)
        if queue.options.isSync { return queue.syncJobs.delete(ids) }
        _ = try await queue.broker.delete(ids)
    }

    func all(_ states: Set<JobState>?) async throws -> [StoredJob] {
        var filter = EntryFilter(group: name, states: states)
        var jobs: [StoredJob] = []
        while true {
            let page = try await queue.jobs(filter)
            jobs += page
            guard page.count == filter.limit, let last = page.last else { return jobs }
            filter.after = last.position
        }
    }
}

extension JobQueue {
    /// The jobs of a group.
    public func group(_ name: String) -> JobGroup { JobGroup(name: name, queue: self) }
}
