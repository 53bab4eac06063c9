import Synchronization

/// Calls back at a time, or before.
///
/// Whoever is called looks at the clock, and asks for another call if this one came too early. So an alarm whose time is put
/// off with every batch, as happens many times a second, costs one timer an interval, and not one a batch.
final class Alarm: Sendable {
    private let onRing: @Sendable () -> ContinuousClock.Instant?
    private let state = Mutex(State())

    private struct State {
        var rings: ContinuousClock.Instant?
        var timer: Task<Void, Never>?
    }

    /// Timers have a thread of their own: whatever else is busy or blocked, time passes.
    private static let executor = ExportExecutor(label: "throughline.timers")

    /// - Parameter onRing: What to call; it returns when it wants to be called again.
    init(_ onRing: @escaping @Sendable () -> ContinuousClock.Instant?) {
        self.onRing = onRing
    }

    deinit {
        cancel()
    }

    /// Sees to it that the call comes at `instant` at the latest.
    func set(for instant: ContinuousClock.Instant) {
        state.withLock { state in
            if let rings = state.rings, rings <= instant { return }
            state.timer?.cancel()
            state.rings = instant
            state.timer = Task.detached(executorPreference: Self.executor) { [weak self] in
                do { try await Task.sleep(until: instant, clock: .continuous) } catch { return }
                self?.ring(at: instant)
            }
        }
    }

    func cancel() {
        state.withLock { state in
            state.timer?.cancel()
            state = State()
        }
    }

    private func ring(at instant: ContinuousClock.Instant) {
        state.withLock { if $0.rings == instant { $0.rings = nil } }
        if let next = onRing() { set(for: next) }
    }
}
