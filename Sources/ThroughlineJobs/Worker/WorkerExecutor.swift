import Dispatch
import Synchronization

/// Runs a worker's signs of life, and keeps its time, on a thread that does not belong to Swift's cooperative pool.
///
/// The pool has as many threads as the machine has cores. Jobs that keep all of them busy would keep their own leases from
/// being extended, and be run a second time. `Task.sleep` is no help there: it wakes up on a thread of the pool.
final class WorkerExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "throughline.jobs.worker")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    /// Waits.
    ///
    /// - Throws: `CancellationError`, at once, when the task is cancelled.
    func sleep(for duration: Duration) async throws {
        let waiter = Mutex<CheckedContinuation<Void, Never>?>(nil)
        let isOver = Mutex(false)
        let wake: @Sendable () -> Void = {
            isOver.withLock { $0 = true }
            waiter.withLock { waiter in
                defer { waiter = nil }
                return waiter
            }?.resume()
        }
        let timer = call(after: duration, wake)
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiter.withLock { $0 = continuation }
                // It may have been over before there was somebody to wake.
                if isOver.withLock({ $0 }) { wake() }
            }
        } onCancel: {
            wake()
        }
        timer.cancel()
        try Task.checkCancellation()
    }

    /// Calls back after a while, unless that is cancelled before.
    func call(after duration: Duration, _ body: @escaping @Sendable () -> Void) -> Timer {
        let source = DispatchSource.makeTimerSource(queue: queue)
        source.schedule(deadline: .now() + .nanoseconds(duration.wholeNanoseconds))
        source.setEventHandler {
            source.cancel()
            body()
        }
        source.activate()
        return Timer(source: source)
    }

    /// - Important: `@unchecked Sendable` holds because dispatch sources may be used from any thread.
    struct Timer: @unchecked Sendable {
        fileprivate let source: any DispatchSourceTimer

        func cancel() { source.cancel() }
    }
}

extension Duration {
    /// In nanoseconds: none where it is negative, and 31 years where it is longer.
    fileprivate var wholeNanoseconds: Int {
        Int(max(0, min(1e18, self / .nanoseconds(1))))
    }
}
