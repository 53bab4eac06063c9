extension JobQueue {
    /// Waits until a job has ended, and returns what it returned. It must have been enqueued with ``JobOptions/keep``.
    ///
    /// - Parameter timeout: How long to wait; `nil` for as long as it takes.
    /// - Throws: ``JobResultError``; `DecodingError` where the result is not of this type.
    public func result<J: Job>(of job: JobHandle<J>, timeout: Duration? = nil) async throws -> J.Output
    where J.Output: Decodable {
        let deadline = timeout.map { ContinuousClock.now + $0 }
        while true {
            let number = broker.workNumber()
            guard let entry = try await broker.entry(job.id) else { throw JobResultError.unknown }
            if entry.state.hasEnded { return try Self.output(of: J.self, entry) }
            if let deadline, deadline <= .now { throw JobResultError.timeout }
            await wait(since: number, until: deadline)
        }
    }

    static func output<J: Job>(of type: J.Type, _ entry: StoredJob) throws -> J.Output where J.Output: Decodable {
        guard entry.state == .succeeded else { throw JobResultError.failed(entry.state, error: entry.error) }
        guard let result = entry.result else { throw JobResultError.unknown }
        return try PayloadCoding.decode(J.Output.self, from: result)
    }

    /// Waits until something may have changed. A broker tells of what has come, and not of all that has ended elsewhere, so
    /// this does not wait for long.
    func wait(since number: UInt64, until deadline: ContinuousClock.Instant?) async {
        let longest = Duration.milliseconds(200)
        let timeout =
            deadline.map { min(longest, max(.milliseconds(1), ContinuousClock.now.duration(to: $0))) } ?? longest
        await broker.waitForWork(since: number, timeout: timeout)
    }
}

/// Why there is no result.
public enum JobResultError: Error, Hashable {
    /// There is no such job, its time to be kept is over, or it has no result that is kept.
    case unknown
    /// The job has not ended in time.
    case timeout
    /// The job has ended badly.
    case failed(JobState, error: String?)
}
