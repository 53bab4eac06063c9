import Foundation
import Logging
import MetricRecording
import SpanRecording
import Tracing

extension Workshop {
    /// What is to be recorded of an attempt, and what is to be enqueued with that.
    struct Conclusion: Sendable {
        var settlement: Settlement
        var error: (any Error)?
        /// The spans of what is enqueued, which last until it is.
        var sends: [SendSpan] = []
    }

    func conclude(_ outcome: Outcome, _ message: Message, _ entry: ClaimedEntry) async -> Conclusion {
        let header = message.header
        let result = settlementOutcome(outcome, header, entry)
        if let error = outcome.error {
            logger.log(
                level: result.isFinal ? .error : .warning,
                "A job's attempt failed",
                metadata: [
                    "job": "\(header.id)", "type": "\(header.type)", "attempt": "\(entry.attempt)", "error": "\(error)",
                ]
            )
        }
        var conclusion = Conclusion(settlement: Settlement(claim: entry.claim, outcome: result), error: outcome.error)
        if case .succeeded = result, let next = message.rest.first {
            let draft = Draft(next, rest: Array(message.rest.dropFirst()))
            if let chainProgress = queue.options.hooks.chainProgress {
                let descriptions = (JobDescription(header), JobDescription(next.header))
                await hook("chainProgress") { try await chainProgress(descriptions.0, descriptions.1) }
            }
            do {
                try follow(with: draft, &conclusion)
            } catch {
                // A chain that cannot go on has not succeeded so far.
                return await conclude(Outcome(error: error), message, entry)
            }
        }
        followWithHook(of: header, outcome.result, &conclusion)
        return conclusion
    }

    /// What is to be recorded where there is nothing but the outcome: of a job that cannot be run, was lost, or cancelled.
    func conclude(
        _ outcome: Settlement.Outcome,
        _ error: any Error,
        _ header: Message.Header,
        _ entry: ClaimedEntry,
        in context: InstrumentationContext
    ) -> Conclusion {
        var conclusion = Conclusion(settlement: Settlement(claim: entry.claim, outcome: outcome), error: error)
        InstrumentationContext.$current.withValue(context) { followWithHook(of: header, nil, &conclusion) }
        return conclusion
    }

    /// Adds the job that runs with the outcome, where there is one.
    private func followWithHook(of header: Message.Header, _ result: [UInt8]?, _ conclusion: inout Conclusion) {
        guard let hook = header.hook, let outcome = JobOutcome(header, conclusion.settlement.outcome, result) else {
            return
        }
        do {
            guard let draft = try draft(hook, header, outcome) else { return }
            try follow(with: draft, &conclusion)
        } catch {
            logger.error("A job's hook cannot be enqueued", metadata: ["hook": "\(hook)", "error": "\(error)"])
        }
    }

    private func settlementOutcome(
        _ outcome: Outcome,
        _ header: Message.Header,
        _ entry: ClaimedEntry
    ) -> Settlement.Outcome {
        guard let error = outcome.error else {
            return .succeeded(result: outcome.result.flatMap { try? queue.envelope.sealResult($0, of: header.id) })
        }
        switch error {
        case is JobCancelled: return .cancelled
        case is WorkerStopped: return .released(at: broker.now)
        case _ where header.ackFailure: return .failed(error: "\(error)")
        case is PermanentFailure: return .dead(error: "\(error)")
        default:
            if entry.attempt >= entry.attemptLimit { return .dead(error: "\(error)") }
            var generator = SystemRandomNumberGenerator()
            let delay =
                (error as? RetryLater)?.delay ?? header.retry.delay(after: entry.attempt, using: &generator)
            return .retry(at: broker.now.advanced(by: delay), error: "\(error)")
        }
    }

    /// The job that runs with an outcome, with its type's own options where this worker knows the type.
    private func draft(_ hook: String, _ header: Message.Header, _ outcome: JobOutcome) throws -> Draft? {
        if let draft = runners[hook]?.draft { return try draft(outcome, queue) }
        return try Draft(hookOf: header, outcome)
    }

    private func follow(with draft: Draft, _ conclusion: inout Conclusion) throws {
        var draft = draft
        let send = SendSpan(draft.message.header, to: queue)
        draft.message.header.carrier = send.carrier
        do {
            queue.willEnqueue(draft.message.header)
            conclusion.settlement.followers.append(try draft.entry(queue.envelope, at: broker.now))
            conclusion.sends.append(send)
        } catch {
            send.end(error: error)
            throw error
        }
    }

    // MARK: Recording

    /// Has a conclusion recorded.
    ///
    /// - Parameters:
    ///   - job: The attempt, where it is one of this worker's own.
    ///   - context: The attempt's span, to which belongs what follows.
    func settle(
        _ conclusion: Conclusion,
        _ header: Message.Header,
        _ entry: ClaimedEntry,
        _ job: RunningJob? = nil,
        in context: InstrumentationContext
    ) {
        settler.settle(conclusion.settlement) { result in
            if case .answered(.cancelling) = result {
                for send in conclusion.sends { send.end(error: JobCancelled()) }
                let cancelled = self.conclude(.cancelled, JobCancelled(), header, entry, in: context)
                return self.settle(cancelled, header, entry, job, in: context)
            }
            if let job { self.running.remove(job) }
            let error = self.report(result, header, entry)
            for send in conclusion.sends { send.end(error: error) }
            self.count(conclusion, result, header, entry)
        }
    }

    /// - Returns: Why what was to follow was not sent.
    private func report(_ result: Settler.Result, _ header: Message.Header, _ entry: ClaimedEntry) -> (any Error)? {
        let job: Logger.Metadata = ["job": "\(header.id)", "attempt": "\(entry.attempt)"]
        switch result {
        case .answered(.settled): return nil
        case .answered:
            logger.warning("A job's outcome came too late: its lease was lost", metadata: job)
            return LeaseLost()
        case .buried:
            logger.error("A job's outcome cannot be stored, so that it is a dead letter now", metadata: job)
            return OutcomeNotRecorded()
        case .givenUp:
            logger.error("A job's outcome could not be recorded: it will be run again", metadata: job)
            return OutcomeNotRecorded()
        }
    }

    private func count(
        _ conclusion: Conclusion,
        _ result: Settler.Result,
        _ header: Message.Header,
        _ entry: ClaimedEntry
    ) {
        let attempt = describe(header, entry, by: options.name)
        let (error, vocabulary) = (conclusion.error, queue.vocabulary)
        switch result {
        case .answered(.settled):
            let isRescue = error is WorkerLost
            if isRescue { vocabulary.record(.rescued(attempt, error: error)) }
            switch conclusion.settlement.outcome {
            case .retry: if !isRescue { vocabulary.record(.retried(attempt, error: error)) }
            case .dead: vocabulary.record(.died(attempt, error: error))
            case .succeeded, .failed, .cancelled, .released: break
            }
        case .buried: vocabulary.record(.died(attempt, error: error))
        case .answered, .givenUp: break
        }
    }
}

/// An attempt's outcome could not be recorded, nor what was to follow it.
struct OutcomeNotRecorded: Error, CustomStringConvertible {
    var description: String { "the outcome could not be recorded" }
}

extension Settlement.Outcome {
    /// Whether nothing more happens to the job.
    var isFinal: Bool {
        switch self {
        case .retry, .released: false
        case .succeeded, .failed, .dead, .cancelled: true
        }
    }
}
