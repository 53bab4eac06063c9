import Foundation
import Logging
import MetricRecording
import SpanRecording
import Tracing

extension Workshop {
    /// Extends the leases of what this worker holds, and stops what it does not hold any more.
    func extendLeases() async {
        let interval = max(options.lease / 3, .milliseconds(1))
        while true {
            do { try await Task.sleep(for: interval) } catch { return }
            let jobs = running.all
            guard !jobs.isEmpty else { continue }
            do {
                let states = try await broker.extend(jobs.map(\.claim), lease: options.lease)
                for (job, state) in zip(jobs, states) {
                    switch state {
                    case .held: break
                    case .lost: job.stop(.leaseLost)
                    case .cancelling: job.stop(.cancelled)
                    }
                }
            } catch {
                logger.error("Leases could not be extended", metadata: ["error": "\(error)"])
            }
        }
    }

    /// What any worker does for all: rescues, deletes what need not be kept any more, measures.
    func keepUp() async {
        await withDiscardingTaskGroup { tasks in
            tasks.addTask { await self.repeating(every: self.options.rescueInterval) { try await self.rescue() } }
            tasks.addTask { await self.repeating(every: self.options.purgeInterval) { try await self.purge() } }
            tasks.addTask {
                await self.repeating(every: self.options.scheduleInterval) { try await self.fireSchedules() }
            }
            tasks.addTask { await self.repeating(every: self.options.measurementInterval) { try await self.measure() } }
        }
    }

    private func repeating(every interval: Duration, _ body: @Sendable () async throws -> Void) async {
        while !Task.isCancelled {
            do {
                try await body()
            } catch {
                logger.error("The queue's upkeep failed", metadata: ["error": "\(error)"])
            }
            // Workers that were started together shall not do it together.
            let pause = max(interval, .milliseconds(1)) * Double.random(in: 0.75...1.25)
            try? await Task.sleep(for: pause)
        }
    }

    private func rescue() async throws {
        var rescued: [RescuedEntry]
        repeat {
            rescued = try await broker.rescue(limit: rescueBatch)
            for lost in rescued { await record(lost) }
        } while rescued.count == rescueBatch
    }

    /// A worker that died could not say how its attempt ended. This is said in its place, so that the trace has every attempt.
    private func record(_ lost: RescuedEntry) async {
        let error = WorkerLost(worker: lost.worker)
        let id = lost.entry.claim.job
        logger.warning(
            "A job's worker was lost",
            metadata: ["job": "\(id)", "lost": "\(lost.worker)", "attempt": "\(lost.entry.attempt)"]
        )
        let message = try? queue.envelope.open(lost.entry.message, of: id)
        let header = message?.header ?? .unreadable(id, queue: lost.entry.queue)
        let span = ProcessSpan(
            header,
            queue: lost.entry.queue,
            attempt: lost.entry.attempt,
            broker: broker.kind,
            worker: lost.worker,
            relation: relation(lost.entry.queue)
        )
        if lost.isDead { await runHook(of: header, error, in: span.context) }
        span.end(error: error, isMeasured: false)
        let attributes = { Attributes(metricOf: "process", type: header.type, queue: lost.entry.queue, error: error) }
        JobMetrics.rescues.add(1, attributes: attributes())
        if lost.isDead { JobMetrics.deadLetters.add(1, attributes: attributes()) }
    }

    /// The rescue has been recorded, so a worker that is killed just here leaves the hook's job out.
    private func runHook(of header: Message.Header, _ error: WorkerLost, in context: InstrumentationContext) async {
        let outcome = JobOutcome(header, .dead(error: "\(error)"), nil)
        guard let hook = header.hook else { return }
        await self.hook("hook") {
            guard let draft = try draft(hook, header, outcome) else { return }
            try await InstrumentationContext.$current.withValue(context) {
                _ = try await queue.publish([draft], as: .single)
            }
        }
    }

    private func purge() async throws {
        while try await broker.purge(limit: purgeBatch) == purgeBatch {}
    }

    private func measure() async throws {
        guard JobMetrics.depth.isEnabled else { return }
        let now = broker.now
        for queue in try await broker.statistics() {
            let attributes: Attributes = [
                "messaging.system": .string(messagingSystem), "messaging.destination.name": .string(queue.queue),
            ]
            JobMetrics.depth.record(Double(queue.ready), attributes: attributes)
            let age = queue.oldestDue.map { max(0, now.timeIntervalSince($0)) } ?? 0
            JobMetrics.oldestAge.record(age, attributes: attributes)
        }
    }
}

private let rescueBatch = 100
private let purgeBatch = 1_000
