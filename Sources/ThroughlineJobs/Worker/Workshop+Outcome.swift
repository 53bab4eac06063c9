import Foundation
import Logging
import MetricRecording
import SpanRecording

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
            follow(with: draft, &conclusion)
        }
        if result.isFinal, let hook = header.hook {
            let jobOutcome = JobOutcome(header, result, outcome.result)
            if let draft = outcomeDraft(hook, jobOutcome) { follow(with: draft, &conclusion) }
        }
        return conclusion
    }

    private func settlementOutcome(
        _ outcome: Outcome,
        _ header: Message.Header,
        _ entry: ClaimedEntry
    ) -> Settlement.Outcome {
        guard let error = outcome.error else { return .succeeded(result: outcome.result) }
        switch error {
        case is JobCancelled: return .cancelled
        case is WorkerStopped: return .released(at: broker.now)
        case is PermanentFailure: return .dead(error: "\(error)")
        default:
            if header.ackFailure { return .failed(error: "\(error)") }
            if entry.attempt >= entry.attemptLimit { return .dead(error: "\(error)") }
            var generator = SystemRandomNumberGenerator()
            let delay = header.retry.delay(after: entry.attempt, using: &generator)
            return .retry(at: broker.now.advanced(by: delay), error: "\(error)")
        }
    }

    /// The job that runs with an outcome.
    func outcomeDraft(_ hook: String, _ outcome: JobOutcome) -> Draft? {
        guard let type = jobs[hook] as? any OutcomeJob.Type else {
            logger.error("A job's hook is not registered", metadata: ["hook": "\(hook)", "job": "\(outcome.id)"])
            return nil
        }
        do {
            return try draft(type, outcome)
        } catch {
            logger.error("A job's hook cannot be enqueued", metadata: ["hook": "\(hook)", "error": "\(error)"])
            return nil
        }
    }

    private func draft<J: OutcomeJob>(_ type: J.Type, _ outcome: JobOutcome) throws -> Draft {
        try Draft(type.init(outcome), JobOptions(), in: queue)
    }

    private func follow(with draft: Draft, _ conclusion: inout Conclusion) {
        var draft = draft
        let send = SendSpan(draft.message.header, broker: broker.kind)
        draft.message.header.carrier = send.carrier
        do {
            queue.willEnqueue(draft.message.header)
            conclusion.settlement.followers.append(try draft.entry(queue.envelope, at: broker.now))
            conclusion.sends.append(send)
        } catch {
            send.end(error: error)
            logger.error("A job cannot be enqueued", metadata: ["error": "\(error)"])
        }
    }

    func settle(_ conclusion: Conclusion, _ header: Message.Header, _ entry: ClaimedEntry, _ job: RunningJob) {
        settler.settle(conclusion.settlement) { isSettled in
            self.running.remove(job)
            for send in conclusion.sends { send.end(error: isSettled ? nil : LeaseLost()) }
            guard isSettled else {
                self.logger.warning(
                    "A job's outcome came too late: its lease was lost",
                    metadata: ["job": "\(header.id)", "attempt": "\(entry.attempt)"]
                )
                return
            }
            let attributes = {
                Attributes(metricOf: "process", type: header.type, queue: entry.queue, error: conclusion.error)
            }
            switch conclusion.settlement.outcome {
            case .retry: JobMetrics.retries.add(1, attributes: attributes())
            case .dead: JobMetrics.deadLetters.add(1, attributes: attributes())
            case .succeeded, .failed, .cancelled, .released: break
            }
        }
    }
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
