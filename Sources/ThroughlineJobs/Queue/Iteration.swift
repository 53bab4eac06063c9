/// The same work on each of several elements: a job for each.
public struct Iteration<J: Job>: Sendable {
    /// The jobs, in the elements' order. Where they must be unique, an element may have another one's job.
    public let jobs: [JobHandle<J>]
    /// The group that they belong to.
    public let group: JobGroup

    /// How many elements there are.
    public var count: Int { jobs.count }

    /// Waits until all have ended, well or badly.
    ///
    /// - Throws: ``JobResultError/timeout``; ``JobResultError/unknown`` where one is not kept any more; `CancellationError`.
    public func wait(timeout: Duration? = nil) async throws {
        let deadline = timeout.map { ContinuousClock.now + $0 }
        for job in jobs { _ = try await group.queue.end(of: job.id, until: deadline) }
    }

    /// Waits until all have succeeded, and returns what they returned, in the elements' order.
    ///
    /// - Throws: ``JobResultError`` where one has failed or is not kept any more, or the time is over; `CancellationError`.
    public func results(timeout: Duration? = nil) async throws -> [J.Output] where J.Output: Decodable {
        let deadline = timeout.map { ContinuousClock.now + $0 }
        var results: [J.Output] = []
        results.reserveCapacity(jobs.count)
        for job in jobs {
            let ended = try await group.queue.success(of: job.id, until: deadline)
            results.append(try group.queue.output(of: J.self, ended))
        }
        return results
    }
}

extension JobQueue {
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
        let name = options.group ?? JobID().description
        options.group = name
        var drafts = try elements.map { try Draft(job($0), options, in: self) }
        for index in drafts.indices { drafts[index].message.header.iterationCount = drafts.count }
        let outcomes = drafts.isEmpty ? [] : try await publish(drafts, as: .batch)
        return Iteration(jobs: outcomes.map { JobHandle($0) }, group: group(name))
    }
}
