import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// A worker at work.
final class Workshop: Sendable {
    let queue: JobQueue
    let options: Worker.Options
    let queues: [Worker.Queue]
    let runners: [String: JobRunner]
    let running = RunningJobs()
    let settler: Settler
    let logger: Logger
    let executor = WorkerExecutor()
    /// Which schedules' failures are in the log already, with what they were then.
    let failedSchedules = Mutex<[String: StoredSchedule]>([:])
    let started: Date
    private let relations: [String: TraceRelation]
    private let slots: Slots

    var broker: any Broker { queue.broker }

    init(_ worker: Worker) throws {
        queue = worker.queue
        started = worker.queue.broker.now
        options = worker.options
        var logger = worker.queue.options.logger
        logger[metadataKey: "worker"] = "\(worker.options.name)"
        self.logger = logger
        queues = worker.options.queues ?? [Worker.Queue(worker.queue.options.defaultQueue)]
        guard !queues.isEmpty else { throw WorkerError.noQueues }
        guard options.lease > .zero else { throw WorkerError.noLease }
        var relations: [String: TraceRelation] = [:]
        for queue in queues where relations.updateValue(queue.trace, forKey: queue.name) != nil {
            throw WorkerError.duplicateQueue(queue.name)
        }
        self.relations = relations
        var runners: [String: JobRunner] = [:]
        for runner in worker.runners where runners.updateValue(runner, forKey: runner.name) != nil {
            throw WorkerError.duplicateJobName(runner.name)
        }
        self.runners = runners
        settler = Settler(worker.queue.broker, logger: logger)
        slots = Slots(worker.options.concurrency)
    }

    var isDraining: Bool { slots.isClosed }

    func relation(_ queue: String) -> TraceRelation { relations[queue] ?? .parent }

    func run() async {
        await hook("workerStarted") { try await self.queue.options.hooks.workerStarted?(self.options.name) }
        logger.info("The worker has started", metadata: ["queues": "\(queues.map(\.name))"])
        for runner in runners.values {
            guard let queue = runner.queue, relations[queue] == nil else { continue }
            logger.warning(
                "The worker knows a job, but does not serve the queue that it is enqueued to",
                metadata: ["type": "\(runner.name)", "queue": "\(queue)"]
            )
        }
        await withGracefulShutdownHandler {
            await withTaskCancellationHandler {
                await work()
            } onCancel: {
                slots.close()
            }
        } onGracefulShutdown: {
            self.slots.close()
        }
        await reportStop()
        logger.info("The worker has stopped")
    }

    private func work() async {
        // Not children of this task: when it is cancelled, leases still have to be extended and outcomes recorded.
        let heartbeat = Task(executorPreference: executor) { await self.extendLeases() }
        let upkeep = Task { await self.keepUp() }
        let settling = Task { await self.settler.run() }

        var alarm: WorkerExecutor.Timer?
        await withDiscardingTaskGroup { attempts in
            await self.claimJobs(&attempts)
            alarm = executor.call(after: options.drainTimeout) { self.stopJobs() }
        }
        alarm?.cancel()
        upkeep.cancel()
        await upkeep.value
        settler.finish(within: options.drainTimeout)
        await settling.value
        heartbeat.cancel()
        await heartbeat.value
    }

    private func claimJobs(_ attempts: inout DiscardingTaskGroup) async {
        var plan = ClaimPlan(queues)
        var failures = 0
        while true {
            let free = await slots.wait()
            guard free > 0 else { return }
            let number = broker.workNumber()
            let request = ClaimRequest(
                worker: options.name,
                lease: options.lease,
                limit: free,
                queues: plan.shares(of: free) { running.count($0) }
            )
            do {
                let leaseEnd = ContinuousClock.now + options.lease
                let claimed = try await broker.claim(request)
                failures = 0
                plan.charge(claimed.reduce(into: [:]) { $0[$1.queue, default: 0] += 1 })
                slots.take(claimed.count)
                for entry in claimed { begin(entry, leaseEnd: leaseEnd, &attempts) }
                if claimed.count < free { await waitForWork(since: number) }
            } catch {
                failures += 1
                logger.error("Jobs could not be claimed", metadata: ["error": "\(error)"])
                await pause(after: failures)
            }
        }
    }

    private func begin(
        _ entry: ClaimedEntry,
        leaseEnd: ContinuousClock.Instant,
        _ attempts: inout DiscardingTaskGroup
    ) {
        let job = RunningJob(entry, leaseEnd: leaseEnd) { job in
            _ = self.executor.call(after: self.options.cancellationTimeout) { self.abandon(job) }
        } onLateEnd: {
            self.slots.give()
        }
        running.add(job)
        attempts.addTask {
            await self.attempt(entry, job)
            await self.settler.waitForRoom()
            // One that goes on although nobody waits for it keeps its place until it ends.
            if !job.isAbandoned { self.slots.give() }
        }
    }

    private func abandon(_ job: RunningJob) {
        guard job.abandon() else { return }
        logger.error(
            "A job goes on although it was cancelled: its attempt is over, and its place in the worker stays taken",
            metadata: ["job": "\(job.claim.job)", "queue": "\(job.queue)"]
        )
    }

    private func waitForWork(since number: UInt64) async {
        var timeout = max(options.pollInterval, .milliseconds(1))
        if let start = try? await broker.nextStart(in: queues.map(\.name)) {
            timeout = min(timeout, max(.milliseconds(1), .seconds(start.timeIntervalSince(broker.now))))
        }
        await cancelWhenGracefulShutdown { [timeout] in
            await self.broker.waitForWork(since: number, timeout: timeout)
        }
    }

    private func stopJobs() {
        let jobs = running.all
        logger.warning("Jobs are interrupted that are not done", metadata: ["jobs": "\(jobs.count)"])
        for job in jobs { job.stop(.workerStopped) }
    }

    /// Runs a hook. What it throws is logged, and nothing else; one that takes too long is left to itself.
    func hook(_ name: String, _ body: @escaping @Sendable () async throws -> Void) async {
        let work = AbandonableWork()
        let timer = executor.call(after: options.hookTimeout) {
            work.cancel()
            guard work.abandon() else { return }
            self.logger.error("A hook takes too long, and is not waited for", metadata: ["hook": "\(name)"])
        }
        do {
            try await work.run(body)
        } catch {
            if !work.isAbandoned {
                logger.error("A hook failed", metadata: ["hook": "\(name)", "error": "\(error)"])
            }
        }
        timer.cancel()
    }
}
