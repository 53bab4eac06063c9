import Synchronization

/// The continuous clock, with sleepers that are woken by timers of ours.
///
/// `Task.sleep` ends on a thread of Swift's cooperative pool, wherever the task itself runs. An application that keeps all of
/// these busy would stop the time of the telemetry, too: see ``ExportExecutor``.
struct AlarmClock: Clock {
    private let clock = ContinuousClock()

    var now: ContinuousClock.Instant { clock.now }
    var minimumResolution: Duration { clock.minimumResolution }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        let sleeper = Sleeper(deadline: deadline)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { sleeper.sleep($0) }
        } onCancel: {
            sleeper.cancel()
        }
    }

    private final class Sleeper: Sendable {
        private enum State {
            case awake
            case asleep(CheckedContinuation<Void, any Error>, Alarm)
            case cancelled
            case done
        }

        private let deadline: ContinuousClock.Instant
        private let state = Mutex(State.awake)

        init(deadline: ContinuousClock.Instant) {
            self.deadline = deadline
        }

        func sleep(_ continuation: CheckedContinuation<Void, any Error>) {
            let alarm = Alarm { [weak self] in self?.ring() }
            let isCancelled = state.withLock { state in
                if case .cancelled = state { return true }
                state = .asleep(continuation, alarm)
                return false
            }
            if isCancelled {
                continuation.resume(throwing: CancellationError())
            } else {
                alarm.set(for: deadline)
            }
        }

        func cancel() {
            let continuation: CheckedContinuation<Void, any Error>? = state.withLock { state in
                guard case .asleep(let continuation, _) = state else {
                    if case .awake = state { state = .cancelled }
                    return nil
                }
                state = .done
                return continuation
            }
            continuation?.resume(throwing: CancellationError())
        }

        private func ring() {
            let isEarly = deadline > .now
            let (continuation, alarm): (CheckedContinuation<Void, any Error>?, Alarm?) = state.withLock { state in
                guard case .asleep(let continuation, let alarm) = state else { return (nil, nil) }
                if isEarly { return (nil, alarm) }
                state = .done
                return (continuation, nil)
            }
            alarm?.set(for: deadline)
            continuation?.resume()
        }
    }
}
