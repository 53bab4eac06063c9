import Dispatch

/// Runs a worker's signs of life on a thread that does not belong to Swift's cooperative pool.
///
/// The pool has as many threads as the machine has cores. Jobs that keep all of them busy would keep their own leases from
/// being extended, and be run a second time.
final class WorkerExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "throughline.jobs.worker")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
