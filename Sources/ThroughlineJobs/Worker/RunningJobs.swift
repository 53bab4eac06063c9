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
    private let state = Mutex(State())

    private struct State {
        var reason: StopReason?
        var cancel: (@Sendable () -> Void)?
    }

    init(_ entry: ClaimedEntry) {
        claim = entry.claim
        queue = entry.queue
    }

    var stopReason: StopReason? { state.withLock { $0.reason } }

    /// Cancels the attempt's task, now or as soon as there is one.
    func stop(_ reason: StopReason) {
        let cancel = state.withLock { state in
            if state.reason == nil { state.reason = reason }
            return state.cancel
        }
        cancel?()
    }

    /// Runs the attempt in a task of its own, that ``stop(_:)`` cancels.
    func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        let task = Task(operation: body)
        let isStopped = state.withLock { state in
            state.cancel = { task.cancel() }
            return state.reason != nil
        }
        if isStopped { task.cancel() }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            self.stop(.workerStopped)
        }
    }
}
