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
        let work: any Job
        do {
            work = try decode(message)
        } catch {
            return refuse(entry, job, message.header, error)
        }

        JobMetrics.waitDuration.record(
            .seconds(max(0, broker.now.timeIntervalSince(entry.due))),
            attributes: Attributes(metricOf: "process", type: message.header.type, queue: entry.queue)
        )
        let span = span(of: message.header, entry)
        await InstrumentationContext.$current.withValue(span.context) {
            let outcome = await outcome(of: work, message, entry, job)
            // Within the span, so that what follows belongs to it.
            let conclusion = outcome.error is LeaseLost ? nil : await conclude(outcome, message, entry)
            span.end(error: conclusion?.error ?? outcome.error)
            guard let conclusion else { return running.remove(job) }
            settle(conclusion, message.header, entry, job, in: span.context)
        }
    }

    private func span(of header: Message.Header, _ entry: ClaimedEntry) -> ProcessSpan {
        ProcessSpan(
            header,
            queue: entry.queue,
            attempt: entry.attempt,
            broker: broker.kind,
            worker: options.name,
            relation: relation(entry.queue)
        )
    }

    private func decode(_ message: Message) throws -> any Job {
        guard let type = jobs[message.header.type] else { throw MessageError.unknownJob(message.header.type) }
        do {
            return try PayloadCoding.decode(type, from: message)
        } catch {
            throw MessageError.undecodable(error)
        }
    }

    /// A job that cannot be run at all: nothing would be better next time.
    private func refuse(_ entry: ClaimedEntry, _ job: RunningJob, _ header: Message.Header, _ error: any Error) {
        let span = span(of: header, entry)
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
        of work: any Job,
        _ message: Message,
        _ entry: ClaimedEntry,
        _ job: RunningJob
    ) async -> Outcome {
        let header = message.header
        let description = JobDescription(header)
        let hooks = queue.options.hooks
        if let beforeRun = hooks.beforeRun {
            await hook("beforeRun") { try await beforeRun(description, entry.attempt) }
        }
        var outcome = Outcome()
        let timer = header.timeout.map { timeout in
            executor.call(after: timeout) { job.stop(.timeout) }
        }
        do {
            let context = context(header, entry)
            outcome.result = try await job.run { try await perform(work, context, keepsResult: header.keepsResult) }
        } catch {
            outcome.error = job.stopReason?.error(timeout: header.timeout) ?? error
        }
        timer?.cancel()
        if let afterRun = hooks.afterRun {
            let error = outcome.error
            await hook("afterRun") { try await afterRun(description, entry.attempt, error) }
        }
        return outcome
    }

    private func context(_ header: Message.Header, _ entry: ClaimedEntry) -> JobContext {
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
            logger: logger
        )
    }
}

/// Runs a job, and encodes what it returns, where that is wanted and can be.
func perform<J: Job>(_ job: J, _ context: JobContext, keepsResult: Bool) async throws -> [UInt8]? {
    let output = try await job.run(context)
    guard keepsResult, let value = output as? any Encodable else { return nil }
    do {
        return try PayloadCoding.encode(value)
    } catch {
        // The work is done: to do it again would not mend it.
        context.logger.error(
            "A job's result cannot be kept",
            metadata: ["job": "\(context.id)", "error": "\(ErrorType.name(of: error))"]
        )
        return nil
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
