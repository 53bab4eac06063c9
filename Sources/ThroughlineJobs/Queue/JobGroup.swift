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
        try await queue.broker.counts(EntryFilter(group: name))
    }

    /// Waits until none of its jobs is to be run any more.
    ///
    /// - Parameters:
    ///   - count: How many must have ended at least; `nil` for those that there are.
    ///   - timeout: How long to wait; `nil` for as long as it takes.
    /// - Throws: ``JobResultError/timeout``.
    public func wait(for count: Int? = nil, timeout: Duration? = nil) async throws {
        let deadline = timeout.map { ContinuousClock.now + $0 }
        while true {
            let number = queue.broker.workNumber()
            let counts = try await counts()
            let ended = counts.filter(\.key.hasEnded).values.reduce(0, +)
            if ended == counts.values.reduce(0, +), ended >= count ?? 0 { return }
            if let deadline, deadline <= .now { throw JobResultError.timeout }
            await queue.wait(since: number, until: deadline)
        }
    }

    /// What those of its jobs returned that have succeeded, in the order in which they were enqueued.
    public func results<J: Job>(of type: J.Type) async throws -> [J.Output] where J.Output: Decodable {
        try await all([.succeeded]).map { try JobQueue.output(of: type, $0) }
    }

    /// Those of its jobs that have failed for good.
    public func failures() async throws -> [StoredJob] {
        try await all([.failed, .dead])
    }

    /// Deletes its jobs, but for those that run.
    public func delete() async throws {
        _ = try await queue.broker.delete(all(nil).map(\.id))
    }

    func all(_ states: Set<JobState>?) async throws -> [StoredJob] {
        var filter = EntryFilter(group: name, states: states)
        var entries: [StoredJob] = []
        while true {
            let page = try await queue.broker.entries(filter)
            entries += page
            guard page.count == filter.limit, let last = page.last else { return entries }
            filter.after = last.id
        }
    }
}

/// The same work on each of several elements: a job for each.
public struct Iteration<J: Job>: Sendable {
    /// The jobs.
    public let group: JobGroup
    /// How many there are.
    public let count: Int

    /// Waits until all have ended, and returns what they returned, in the elements' order.
    ///
    /// - Throws: ``JobResultError`` where one has failed, or the time is over.
    public func results(timeout: Duration? = nil) async throws -> [J.Output] where J.Output: Decodable {
        try await group.wait(for: count, timeout: timeout)
        return try await group.all(nil).map { try JobQueue.output(of: J.self, $0) }
    }
}

extension JobQueue {
    /// The jobs of a group.
    public func group(_ name: String) -> JobGroup { JobGroup(name: name, queue: self) }

    /// Enqueues a job for each element, all of them or none.
    ///
    /// ```swift
    /// let iteration = try await queue.iterate(images) { Resize(image: $0) }
    /// let sizes = try await iteration.results()
    /// ```
    public func iterate<Element, J: Job>(
        _ elements: some Collection<Element>,
        options: JobOptions = JobOptions(),
        job: (Element) throws -> J
    ) async throws -> Iteration<J> {
        var options = options
        options.group = options.group ?? JobID().description
        var drafts = try elements.map { try Draft(job($0), options, in: self) }
        for index in drafts.indices { drafts[index].message.header.iterationCount = drafts.count }
        if !drafts.isEmpty { _ = try await publish(drafts, as: .batch) }
        return Iteration(group: group(options.group ?? ""), count: drafts.count)
    }
}
