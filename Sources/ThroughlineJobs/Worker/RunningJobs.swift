import Synchronization

/// The attempts that a worker holds leases for: those that run, and those whose outcome is not recorded yet.
final class RunningJobs: Sendable {
    private let state = Mutex(State())

    private struct State {
        var jobs: [ClaimID: RunningJob] = [:]
        var counts: [String: Int] = [:]
    }

    func add(_ job: RunningJob) {
        state.withLock { state in
            state.jobs[job.claim] = job
            state.counts[job.queue, default: 0] += 1
        }
    }

    func remove(_ job: RunningJob) {
        state.withLock { state in
            guard state.jobs.removeValue(forKey: job.claim) != nil else { return }
            state.counts[job.queue, default: 0] -= 1
        }
    }

    /// How many there are of a queue.
    func count(_ queue: String) -> Int { state.withLock { $0.counts[queue] ?? 0 } }

    var all: [RunningJob] { state.withLock { Array($0.jobs.values) } }
}

/// An attempt that can be told to stop.
final class RunningJob: Sendable {
    /// Why an attempt is to stop. The first reason stays.
    enum StopReason: Sendable {
        case timeout, cancelled, leaseLost, workerStopped
    }

    let claim: ClaimID
    let queue: String
    private let work: AbandonableWork
    private let onStop: @Sendable (RunningJob) -> Void
    private let state: Mutex<State>

    private struct State {
        var reason: StopReason?
        var leaseEnd: ContinuousClock.Instant
    }

    /// - Parameters:
    ///   - leaseEnd: Until when the job is this worker's for certain.
    ///   - onStop: Called once, when it is told to stop.
    ///   - onLateEnd: Called when a job ends that was given up.
    init(
        _ entry: ClaimedEntry,
        leaseEnd: ContinuousClock.Instant,
        onStop: @escaping @Sendable (RunningJob) -> Void,
        onLateEnd: @escaping @Sendable () -> Void
    ) {
        claim = entry.claim
        queue = entry.queue
        work = AbandonableWork(onLateEnd: onLateEnd)
        self.onStop = onStop
        state = Mutex(State(leaseEnd: leaseEnd))
    }

    var stopReason: StopReason? { state.withLock { $0.reason } }

    /// Whether nobody waits for it any more, though it is at work.
    var isAbandoned: Bool { work.isAbandoned }

    /// Until when the job is this worker's for certain.
    var leaseEnd: ContinuousClock.Instant {
        get { state.withLock { $0.leaseEnd } }
        set { state.withLock { $0.leaseEnd = newValue } }
    }

    /// Cancels the attempt's task, now or as soon as there is one.
    func stop(_ reason: StopReason) {
        let isFirst = state.withLock { state in
            defer { state.reason = state.reason ?? reason }
            return state.reason == nil
        }
        work.cancel()
        if isFirst { onStop(self) }
    }

    /// Waits no longer for an attempt that was told to stop.
    ///
    /// - Returns: Whether it was at work.
    func abandon() -> Bool { work.abandon() }

    /// Runs the attempt in a task of its own, that ``stop(_:)`` cancels.
    func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withTaskCancellationHandler {
            try await work.run(body)
        } onCancel: {
            self.stop(.workerStopped)
        }
    }
}
