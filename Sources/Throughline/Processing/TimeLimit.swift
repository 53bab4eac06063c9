import Synchronization

/// Runs operations, one after the other, each for a limited time.
final class TimeLimit: Sendable {
    /// The operation that runs, and until when it may.
    private struct Operation: Sendable {
        let end: ContinuousClock.Instant
        let expire: @Sendable () -> Void
    }

    private final class Current: Sendable {
        private let operation = Mutex<Operation?>(nil)

        func set(_ new: Operation?) {
            operation.withLock { $0 = new }
        }

        /// Ends the wait for an operation whose time is over; returns the end of one that has time left.
        func expire() -> ContinuousClock.Instant? {
            guard let operation = operation.withLock({ $0 }) else { return nil }
            guard operation.end <= .now else { return operation.end }
            operation.expire()
            return nil
        }
    }

    private let executor: ExportExecutor
    private let current = Current()
    private let alarm: Alarm

    /// - Parameter executor: Where operations run.
    init(on executor: ExportExecutor) {
        self.executor = executor
        alarm = Alarm { [current] in current.expire() }
    }

    /// - Returns: What the operation returned, or `nil` if it did not within `duration`. It is then cancelled, and not waited
    ///   for.
    func run<Result: Sendable>(
        for duration: Duration,
        _ operation: @escaping @Sendable () async -> Result
    ) async -> Result? {
        let race = Race<Result?>()
        let end = ContinuousClock.now + duration
        current.set(Operation(end: end, expire: { race.finish(with: nil) }))
        alarm.set(for: end)
        let work = Task.detached(executorPreference: executor) { race.finish(with: await operation()) }
        let result = await race.result()
        current.set(nil)
        if result == nil { work.cancel() }
        return result
    }
}

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
