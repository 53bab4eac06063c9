import Foundation
import Logging
import MetricRecording
import SpanRecording
import Tracing

extension Workshop {
    /// Extends the leases of what this worker holds, again and again.
    func extendLeases() async {
        let interval = max(options.lease / 3, .milliseconds(1))
        while (try? await executor.sleep(for: interval)) != nil {
            do {
                try await extendOwnLeases()
            } catch {
                logger.error("Leases could not be extended", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Extends the leases of what this worker holds, and stops what it does not hold any more.
    private func extendOwnLeases() async throws {
        let jobs = running.all
        guard !jobs.isEmpty else { return }
        let end = ContinuousClock.now + options.lease
        do {
            let states = try await broker.extend(jobs.map(\.claim), lease: options.lease)
            for (job, state) in zip(jobs, states) {
                switch state {
                case .held: job.leaseEnd = end
                case .lost: job.stop(.leaseLost)
                case .cancelling:
                    job.leaseEnd = end
                    job.stop(.cancelled)
                }
            }
        } catch {
            // Whoever can reach the broker may have taken these over by now.
            let now = ContinuousClock.now
            for job in jobs where job.leaseEnd <= now { job.stop(.leaseLost) }
            throw error
        }
    }

    /// What any worker does for all: rescues, deletes what need not be kept any more, measures.
    func keepUp() async {
        await withDiscardingTaskGroup { tasks in
            tasks.addTask { await self.rescueLostJobs() }
            tasks.addTask { await self.repeating(every: self.options.purgeInterval) { try await self.purge() } }
            if self.options.firesSchedules {
                tasks.addTask {
                    await self.repeating(every: self.options.scheduleInterval) { try await self.fireSchedules() }
                }
            }
            tasks.addTask { await self.repeating(every: self.options.measurementInterval) { try await self.measure() } }
            tasks.addTask {
                await self.repeating(every: self.options.reportInterval) {
                    try await self.report(self.isDraining ? .draining : .working)
                }
            }
        }
    }

    private func repeating(every interval: Duration, _ body: @Sendable () async throws -> Void) async {
        while !Task.isCancelled {
            await log(body)
            // Workers that were started together shall not do it together.
            let pause = max(interval, .milliseconds(1)) * Double.random(in: 0.75...1.25)
            try? await executor.sleep(for: pause)
        }
    }

    private func log(_ body: @Sendable () async throws -> Void) async {
        do {
            try await body()
        } catch  where !Task.isCancelled {
            logger.error("The queue's upkeep failed", metadata: ["error": "\(error)"])
        } catch {
            // It is the end of the upkeep.
        }
    }

    // MARK: Rescue

    private func rescueLostJobs() async {
        let interval = max(options.rescueInterval, .milliseconds(1))
        var wasLate = false
        while !Task.isCancelled {
            if !wasLate { await log { try await self.rescue() } }
            let pause = interval * Double.random(in: 0.75...1.25)
            let due = ContinuousClock.now + pause
            try? await executor.sleep(for: pause)
            // A machine that has slept wakes all its workers at once: those that live shall extend their leases first.
            wasLate = !wasLate && ContinuousClock.now - due > options.lease / 3
            if wasLate { try? await executor.sleep(for: options.lease / 3) }
        }
    }

    private func rescue() async throws {
        try await extendOwnLeases()
        var rescued: [RescuedEntry]
        repeat {
            // A worker that was frozen holds its own jobs still, if nobody has taken them over.
            let request = RescueRequest(
                worker: options.name,
                lease: options.lease,
                limit: rescueBatch,
                sparing: Set(running.all.map(\.claim)),
                queues: queues.map(\.name)
            )
            rescued = try await broker.rescue(request)
            for lost in rescued { record(lost) }
        } while rescued.count == rescueBatch
    }

    /// A worker that died could not say how its attempt ended. This is said in its place, so that the trace has every attempt.
    ///
    /// The span comes first: whoever is killed in between is rescued in its turn, and the span is there twice.
    private func record(_ lost: RescuedEntry) {
        let error = WorkerLost(worker: lost.worker)
        let entry = lost.entry
        let id = entry.claim.job
        logger.warning(
            "A job's worker was lost",
            metadata: ["job": "\(id)", "lost": "\(lost.worker)", "attempt": "\(entry.attempt)"]
        )
        let header = (try? queue.envelope.header(entry.message, of: id)) ?? .unreadable(id, queue: entry.queue)
        let span = span(of: describe(header, entry, by: lost.worker))
        let conclusion = conclude(rescueOutcome(lost, header, error), error, header, entry, in: span.context)
        span.end(error: error, isMeasured: false)
        settle(conclusion, header, entry, in: span.context)
    }

    private func rescueOutcome(_ lost: RescuedEntry, _ header: Message.Header, _ error: WorkerLost)
        -> Settlement.Outcome
    {
        let attempt = lost.entry.attempt
        if lost.isCancelling { return .cancelled }
        if attempt >= lost.entry.attemptLimit { return .dead(error: "\(error)") }
        // The first time it was most likely not the job's fault. One that kills its workers is held back.
        guard attempt > 1 else { return .retry(at: broker.now, error: "\(error)") }
        var generator = SystemRandomNumberGenerator()
        let delay = header.retry.delay(after: attempt - 1, using: &generator)
        return .retry(at: broker.now.advanced(by: delay), error: "\(error)")
    }

    // MARK: Purge and measurement

    private func purge() async throws {
        let queues = queues.map(\.name)
        let age = options.deadLetterRetention
        while try await broker.purge(limit: purgeBatch, deadLetterAge: age, queues: queues) == purgeBatch {}
    }

    private func measure() async throws {
        guard JobMetrics.depth.isEnabled else { return }
        let now = broker.now
        for queue in try await broker.statistics() {
            let age = queue.oldestDue.map { max(0, now.timeIntervalSince($0)) } ?? 0
            self.queue.vocabulary.record(.measured(queue, oldestAge: age))
        }
    }
}

private let rescueBatch = 100
private let purgeBatch = 1_000
