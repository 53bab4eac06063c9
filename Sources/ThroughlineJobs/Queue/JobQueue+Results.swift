extension JobQueue {
    /// Waits until a job has succeeded, and returns what it returned. It must have been enqueued with ``JobOptions/keep``.
    ///
    /// - Parameter timeout: How long to wait; `nil` for as long as it takes.
    /// - Throws: ``JobResultError``; `DecodingError` where the result is not of this type; `CancellationError`.
    public func result<J: Job>(of job: JobHandle<J>, timeout: Duration? = nil) async throws -> J.Output
    where J.Output: Decodable {
        let deadline = timeout.map { ContinuousClock.now + $0 }
        return try output(of: J.self, try await success(of: job.id, until: deadline))
    }

    /// Waits until a job has succeeded, whatever it returns. It must have been enqueued with ``JobOptions/keep``: one that is
    /// not kept is gone when it has ended.
    ///
    /// - Parameter timeout: How long to wait; `nil` for as long as it takes.
    /// - Throws: ``JobResultError``; `CancellationError`.
    public func wait<J: Job>(for job: JobHandle<J>, timeout: Duration? = nil) async throws {
        _ = try await success(of: job.id, until: timeout.map { ContinuousClock.now + $0 })
    }

    /// A job that has succeeded, as soon as it has.
    func success(of id: JobID, until deadline: ContinuousClock.Instant?) async throws -> StoredJob {
        let job = try await end(of: id, until: deadline)
        guard job.state == .succeeded else { throw JobResultError.failed(job.state, error: job.error) }
        return job
    }

    /// A job that has ended, as soon as it has.
    func end(of id: JobID, until deadline: ContinuousClock.Instant?) async throws -> StoredJob {
        while true {
            let number = broker.workNumber()
            guard let job = try await job(id) else { throw JobResultError.unknown }
            if job.state.hasEnded { return job }
            try await wait(since: number, until: deadline)
        }
    }

    func output<J: Job>(of type: J.Type, _ job: StoredJob) throws -> J.Output where J.Output: Decodable {
        guard let result = job.result else { throw JobResultError.unknown }
        return try PayloadCoding.decode(J.Output.self, from: envelope.openResult(result, of: job.id))
    }

    /// Waits until something may have changed. A broker tells of what has come, and not of all that has ended elsewhere, so
    /// this does not wait for long.
    ///
    /// - Throws: ``JobResultError/timeout``, `CancellationError`.
    func wait(since number: UInt64, until deadline: ContinuousClock.Instant?) async throws {
        try Task.checkCancellation()
        if let deadline, deadline <= .now { throw JobResultError.timeout }
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
