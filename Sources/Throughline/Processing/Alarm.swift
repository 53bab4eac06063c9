import Synchronization

/// Signals a ``Wakeup`` at a time, or before.
///
/// Whoever is woken looks at the clock, and sets the alarm again if it came too early. So an alarm whose time is put off with
/// every batch, as happens many times a second, costs one timer an interval, and not one a batch.
final class Alarm: Sendable {
    private let wakeup: Wakeup
    private let executor: ExportExecutor
    private let state = Mutex(State())

    private struct State {
        var rings: ContinuousClock.Instant?
        var timer: Task<Void, Never>?
    }

    init(_ wakeup: Wakeup, on executor: ExportExecutor) {
        self.wakeup = wakeup
        self.executor = executor
    }

    /// Sees to it that the wakeup is signalled at `instant` at the latest.
    func set(for instant: ContinuousClock.Instant) {
        state.withLock { state in
            if let rings = state.rings, rings <= instant { return }
            state.timer?.cancel()
            state.rings = instant
            state.timer = Task.detached(executorPreference: executor) {
                do { try await Task.sleep(until: instant, clock: .continuous) } catch { return }
                self.state.withLock { if $0.rings == instant { $0.rings = nil } }
                self.wakeup.signal()
            }
        }
    }

    func cancel() {
        state.withLock { state in
            state.timer?.cancel()
            state = State()
        }
    }
}
