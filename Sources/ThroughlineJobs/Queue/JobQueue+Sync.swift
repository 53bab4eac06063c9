import Foundation
import Logging
import Tracing

// Jobs that run inside the call that enqueues them.
extension JobQueue {
    /// Runs jobs, and the links that come after them, here and now.
    func runNow(_ drafts: [Draft]) async throws -> [EnqueueOutcome] {
        var outcomes: [EnqueueOutcome] = []
        for draft in drafts {
            if draft.message.header.isCached, let key = draft.uniqueKey, let id = syncJobs.cached(key, at: broker.now) {
                outcomes.append(.duplicate(of: id))
            } else {
                try await runNow(draft)
                outcomes.append(.enqueued(draft.message.header.id))
            }
        }
        return outcomes
    }

    private func runNow(_ draft: Draft) async throws {
        var header = draft.message.header
        let send = SendSpan(header, to: self, sync: true)
        header.carrier = send.carrier
        willEnqueue(header)
        let process = ProcessSpan(
            Attempt(header: header, queue: header.queue, number: 1, broker: broker.kind),
            of: vocabulary,
            relation: .parent,
            parent: send.context
        )
        // What follows the job belongs to its span, as with a worker; the span ends before.
        try await InstrumentationContext.$current.withValue(process.context) {
            let started = broker.now
            do {
                let result = try await attempt(draft, header)
                process.end()
                send.end()
                try record(draft, header, .succeeded(result: result), from: started)
                await runHook(of: draft, header, .succeeded(result: result), result)
            } catch {
                process.end(error: error)
                send.end(error: error)
                let outcome = Settlement.Outcome.end(with: error, isAcknowledged: header.ackFailure)
                try record(draft, header, outcome, from: started)
                await runHook(of: draft, header, outcome, nil)
                throw error
            }
            guard let next = draft.next?() else { return }
            if let chainProgress = options.hooks.chainProgress {
                await hook("chainProgress") {
                    try await chainProgress(JobDescription(header), JobDescription(next.message.header))
                }
            }
            try await runNow(next)
        }
    }

    private func attempt(_ draft: Draft, _ header: Message.Header) async throws -> [UInt8]? {
        let description = JobDescription(header)
        await hook("beforeRun") { try await options.hooks.beforeRun?(description, 1) }
        let result: Result<[UInt8]?, any Error>
        do {
            result = .success(
                try await withTimeout(header.timeout) { try await draft.run(JobContext(header, runNowBy: self)) }
            )
        } catch {
            result = .failure(error)
        }
        var error: (any Error)?
        if case .failure(let failure) = result { error = failure }
        await hook("afterRun") { try await options.hooks.afterRun?(description, 1, error) }
        return try result.get()
    }

    private func runHook(
        of draft: Draft,
        _ header: Message.Header,
        _ outcome: Settlement.Outcome,
        _ result: [UInt8]?
    ) async {
        guard let type = draft.options.hook, let outcome = JobOutcome(header, outcome, result) else { return }
        await hook("hook") {
            try await runNow(hookDraft(type, outcome))
        }
    }

    private func hookDraft<J: OutcomeJob>(_ type: J.Type, _ outcome: JobOutcome) throws -> Draft {
        try Draft(type.init(outcome), JobOptions(), in: self)
    }

    private func record(
        _ draft: Draft,
        _ header: Message.Header,
        _ outcome: Settlement.Outcome,
        from started: Date
    ) throws {
        guard let keep = draft.options.keep else { return }
        var job = StoredJob(
            id: header.id,
            position: 0,
            queue: header.queue,
            state: .succeeded,
            priority: draft.options.priority ?? 0,
            attempt: 1,
            attemptLimit: 1,
            group: header.group,
            enqueued: started,
            due: started,
            ended: broker.now,
            message: try envelope.seal(draft.message)
        )
        switch outcome {
        case .succeeded(let result):
            job.result = result
            if header.isCached, let key = draft.uniqueKey {
                syncJobs.cache(header.id, as: key, until: broker.now.advanced(by: keep))
            }
        case .failed(let error): (job.state, job.error) = (.failed, error)
        case .dead(let error): (job.state, job.error) = (.dead, error)
        case .cancelled: job.state = .cancelled
        case .retry, .released: return
        }
        syncJobs.add(job)
    }

    private func hook(_ name: String, _ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            options.logger.error("A hook failed", metadata: ["hook": "\(name)", "error": "\(error)"])
        }
    }
}

extension JobContext {
    init(_ header: Message.Header, runNowBy queue: JobQueue) {
        let now = queue.broker.now
        self.init(
            id: header.id,
            queueName: header.queue,
            name: header.name,
            group: header.group,
            attempt: 1,
            attemptLimit: 1,
            enqueued: now,
            intended: now,
            worker: nil,
            queue: queue,
            logger: queue.options.logger
        )
    }
}

extension Settlement.Outcome {
    /// How a job ends for which there is no further attempt.
    fileprivate static func end(with error: any Error, isAcknowledged: Bool) -> Self {
        if error is CancellationError { return .cancelled }
        return isAcknowledged ? .failed(error: "\(error)") : .dead(error: "\(error)")
    }
}

/// Runs something, and cancels it when it takes too long.
///
/// - Throws: ``JobTimeout``.
func withTimeout<Value: Sendable>(
    _ timeout: Duration?,
    _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    guard let timeout else { return try await body() }
    return try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: timeout)
            return nil
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() ?? nil else { throw JobTimeout(timeout: timeout) }
        return value
    }
}
