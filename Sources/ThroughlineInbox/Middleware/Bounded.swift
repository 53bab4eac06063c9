import Synchronization
import ThroughlineJobs

/// Runs foreign code, and does not wait for it for longer than this.
///
/// - Throws: ``StepTookTooLong``, and what the code throws.
func bounded<Result: Sendable>(
    by timeout: Duration,
    _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    let work = AbandonableWork()
    let isLate = Mutex(false)
    let timer = Task {
        try await Task.sleep(for: timeout)
        isLate.withLock { $0 = true }
        work.cancel()
        _ = work.abandon()
    }
    defer { timer.cancel() }
    do {
        return try await withTaskCancellationHandler {
            try await work.run(body)
        } onCancel: {
            work.cancel()
        }
    } catch {
        throw isLate.withLock { $0 } ? StepTookTooLong() : error
    }
}

struct StepTookTooLong: Error, CustomStringConvertible {
    var description: String { "it takes too long, and is not waited for" }
}
