import Tracing

extension JobQueue {
    /// Ends jobs that have not ended. One that is running is cancelled by its worker. A job's ``JobOptions/hook`` runs with the
    /// outcome.
    ///
    /// - Returns: For each whether there was something to cancel.
    @discardableResult
    public func cancel(_ ids: [JobID]) async throws -> [Bool] {
        var waiting: [JobID: StoredJob] = [:]
        for id in ids {
            if let job = try await broker.entry(id), [.blocked, .scheduled, .ready].contains(job.state) {
                waiting[id] = job
            }
        }
        let cancelled = try await broker.cancel(ids)
        for (id, isCancelled) in zip(ids, cancelled) where isCancelled {
            // One that a worker has taken in between gets its hook from that one.
            guard let job = waiting[id], try await broker.entry(id)?.state ?? .cancelled == .cancelled else { continue }
            try await runHook(of: job)
        }
        return cancelled
    }

    /// Ends a job that has not ended.
    ///
    /// - Returns: Whether there was something to cancel.
    @discardableResult
    public func cancel<J: Job>(_ job: JobHandle<J>) async throws -> Bool {
        try await cancel([job.id])[0]
    }

    /// Has jobs run again that have ended badly, with all their attempts, and those now that wait for their time.
    ///
    /// - Returns: For each whether that was so.
    @discardableResult
    public func retry(_ ids: [JobID]) async throws -> [Bool] {
        try await broker.requeue(ids)
    }

    /// Keeps all workers, on all machines, from starting jobs of a queue.
    public func pause(_ queue: String) async throws {
        try await broker.setPaused(true, queue: queue)
    }

    /// Lets workers start jobs of a queue again.
    public func resume(_ queue: String) async throws {
        try await broker.setPaused(false, queue: queue)
    }

    /// Says that a queue is to get no new work, or that it is again: a flag for those who feed it, on all machines, which they
    /// look at (``Broker/isClosed(_:)``). Nobody is kept from enqueuing.
    public func setClosed(_ isClosed: Bool, _ queue: String) async throws {
        try await broker.setClosed(isClosed, queue: queue)
    }

    /// How many jobs of a queue may run at once, on all machines together; `nil` for any number.
    public func setLimit(_ limit: Int?, of queue: String) async throws {
        try await broker.setLimit(limit, queue: queue)
    }

    /// The queues in figures.
    public func statistics() async throws -> [QueueStatistics] {
        try await broker.statistics()
    }

    /// A job as it stands; `nil` where there is none, or it is not kept any more.
    public func find(_ id: JobID) async throws -> StoredJob? {
        try await job(id)
    }

    private func runHook(of job: StoredJob) async throws {
        guard let header = try? envelope.header(job.message, of: job.id), let outcome = JobOutcome(header, .cancelled),
            let draft = try Draft(hookOf: header, outcome)
        else { return }
        var context = TraceCarrier.context(from: header.carrier)
        if context.isEmpty { context = InstrumentationContext.current ?? .topLevel }
        try await InstrumentationContext.$current.withValue(context) { _ = try await publish([draft], as: .single) }
    }
}
