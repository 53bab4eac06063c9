import Dispatch

/// Runs tasks on a thread that does not belong to Swift's cooperative pool.
///
/// The pool has as many threads as the machine has cores. An application that keeps all of them busy would keep its telemetry
/// from going out, just when it is most wanted; on a thread of its own the operating system gives it a turn.
final class ExportExecutor: TaskExecutor {
    private let queue: DispatchQueue

    init(label: String) {
        queue = DispatchQueue(label: label)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
