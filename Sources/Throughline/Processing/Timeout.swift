import Synchronization

/// Runs `operation` on an executor, for `duration` at most.
///
/// - Returns: What the operation returned, or `nil` if it did not in time. It is then cancelled, and not waited for.
func withTimeout<Result: Sendable>(
    _ duration: Duration,
    on executor: ExportExecutor,
    _ operation: @escaping @Sendable () async -> Result
) async -> Result? {
    let race = Race<Result?>()
    let work = Task.detached(executorPreference: executor) { race.finish(with: await operation()) }
    let timer = Task.detached(executorPreference: timers) {
        do { try await Task.sleep(for: duration) } catch { return }
        race.finish(with: nil)
    }
    let result = await race.result()
    work.cancel()
    timer.cancel()
    return result
}

/// A busy executor must not keep the time from passing.
private let timers = ExportExecutor(label: "throughline.timers")

/// Takes the first of several results.
private final class Race<Result: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Result, Never>)
        case finished(Result)
        case over
    }

    private let state = Mutex(State.open)

    func finish(with result: Result) {
        let waiter: CheckedContinuation<Result, Never>? = state.withLock { state in
            switch state {
            case .open:
                state = .finished(result)
                return nil
            case .awaited(let continuation):
                state = .over
                return continuation
            case .finished, .over:
                return nil
            }
        }
        waiter?.resume(returning: result)
    }

    func result() async -> Result {
        await withCheckedContinuation { continuation in
            let finished: Result? = state.withLock { state in
                guard case .finished(let result) = state else {
                    state = .awaited(continuation)
                    return nil
                }
                state = .over
                return result
            }
            if let finished { continuation.resume(returning: finished) }
        }
    }
}
