import Foundation
import Logging
import MetricRecording
import SpanRecording
import Tracing

extension Workshop {
    /// Runs one attempt, and hands its outcome on to be recorded.
    func attempt(_ entry: ClaimedEntry, _ job: RunningJob) async {
        let opened = Result { () throws(MessageError) in try queue.envelope.open(entry.message, of: entry.claim.job) }
        guard case .success(let message) = opened else {
            let error: any Error
            if case .failure(let failure) = opened { error = failure } else { error = MessageError.malformed }
            // Where the signature is right, what stands in the open is.
            let header = try? queue.envelope.header(entry.message, of: entry.claim.job)
            return refuse(entry, job, header ?? .unreadable(entry.claim.job, queue: entry.queue), error)
        }
        let runner: JobRunner
        let work: JobRunner.Work
        do {
            (runner, work) = try decode(message)
        } catch {
            return refuse(entry, job, message.header, error)
        }

        var attempt = describe(message.header, entry, by: options.name)
        let wait = Duration.seconds(max(0, broker.now.timeIntervalSince(entry.due)))
        attempt.wait = wait
        queue.vocabulary.record(.waited(attempt, wait))
        let span = span(of: attempt)
        await InstrumentationContext.$current.withValue(span.context) {
            let context = context(message.header, entry, span.span)
            let outcome = await outcome(of: work, context, runner, message.header, entry, job)
            // Within the span, so that what follows belongs to it.
            let conclusion = outcome.error is LeaseLost ? nil : await conclude(outcome, message, entry)
            span.end(error: conclusion?.error ?? outcome.error)
            guard let conclusion else { return running.remove(job) }
            settle(conclusion, message.header, entry, job, in: span.context)
        }
    }

    /// - Parameter worker: Who makes the attempt, or made it.
    func describe(_ header: Message.Header, _ entry: ClaimedEntry, by worker: String) -> Attempt {
        Attempt(header: header, queue: entry.queue, number: entry.attempt, broker: broker.kind, worker: worker)
    }

    func span(of attempt: Attempt) -> ProcessSpan {
        ProcessSpan(attempt, of: queue.vocabulary, relation: relation(attempt.queue))
    }

    private func decode(_ message: Message) throws -> (JobRunner, JobRunner.Work) {
        guard let runner = runners[message.header.type] else { throw MessageError.unknownJob(message.header.type) }
        do {
            return (runner, try runner.work(message))
        } catch {
            throw MessageError.undecodable(error)
        }
    }

    /// A job that cannot be run at all: nothing would be better next time.
    private func refuse(_ entry: ClaimedEntry, _ job: RunningJob, _ header: Message.Header, _ error: any Error) {
        let span = span(of: describe(header, entry, by: options.name))
        logger.error("A job cannot be run", metadata: ["job": "\(header.id)", "error": "\(error)"])
        let conclusion = conclude(.dead(error: "\(error)"), error, header, entry, in: span.context)
        span.end(error: error)
        settle(conclusion, header, entry, job, in: span.context)
    }

    // MARK: The run

    struct Outcome {
        var result: [UInt8]?
        var error: (any Error)?
    }

    private func outcome(
        of work: @escaping JobRunner.Work,
        _ context: JobContext,
        _ runner: JobRunner,
        _ header: Message.Header,
        _ entry: ClaimedEntry,
        _ job: RunningJob
    ) async -> Outcome {
        let description = JobDescription(header)
        let hooks = queue.options.hooks
        if let beforeRun = hooks.beforeRun {
            await hook("beforeRun") { try await beforeRun(description, entry.attempt) }
        }
        if let willRun = runner.willRun { await hook("beforeProcess") { try await willRun(context) } }
        var outcome = Outcome()
        let timer = header.timeout.map { timeout in
            executor.call(after: timeout) { job.stop(.timeout) }
        }
        do {
            outcome.result = try await job.run { try await work(context) }
        } catch {
            outcome.error = job.stopReason?.error(timeout: header.timeout) ?? error
        }
        timer?.cancel()
        if let didRun = runner.didRun {
            let error = outcome.error
            await hook("afterProcess") { try await didRun(context, error) }
        }
        if let afterRun = hooks.afterRun {
            let error = outcome.error
            await hook("afterRun") { try await afterRun(description, entry.attempt, error) }
        }
        return outcome
    }

    private func context(_ header: Message.Header, _ entry: ClaimedEntry, _ span: any RecordingSpan) -> JobContext {
        var logger = logger
        logger[metadataKey: "job"] = "\(header.id)"
        logger[metadataKey: "type"] = "\(header.type)"
        return JobContext(
            id: header.id,
            queueName: entry.queue,
            name: header.name,
            group: header.group,
            attempt: entry.attempt,
            attemptLimit: entry.attemptLimit,
            enqueued: entry.enqueued,
            intended: header.intended == 0 ? entry.enqueued : Timestamp(microseconds: header.intended).date,
            worker: options.name,
            queue: queue,
            logger: logger,
            metadata: header.metadata,
            span: span
        )
    }
}

extension RunningJob.StopReason {
    fileprivate func error(timeout: Duration?) -> any Error {
        switch self {
        case .timeout: JobTimeout(timeout: timeout ?? .zero)
        case .cancelled: JobCancelled()
        case .leaseLost: LeaseLost()
        case .workerStopped: WorkerStopped()
        }
    }
}

extension Message.Header {
    /// What stands for a job that cannot be read: not even its trace is to be trusted.
    static func unreadable(_ id: JobID, queue: String) -> Self { Self(id: id, type: "unknown", queue: queue) }
}
