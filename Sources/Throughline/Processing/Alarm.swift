import Dispatch
import Synchronization

/// Calls back at a time, or before.
///
/// Whoever is called looks at the clock, and sets the alarm again if it came too early. So an alarm whose time is put off with
/// every batch, as happens many times a second, costs one timer an interval, and not one a batch.
///
/// The timers do not depend on Swift's cooperative pool: time passes also while an application blocks all of its threads.
final class Alarm: Sendable {
    private let onRing: @Sendable () -> Void
    private let state = Mutex(State())

    private struct State {
        var rings: ContinuousClock.Instant?
        var timer: DispatchWorkItem?
    }

    private static let queue = DispatchQueue(label: "throughline.timers")

    /// - Parameter onRing: What to call. It must be quick.
    init(_ onRing: @escaping @Sendable () -> Void) {
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
            let timer = DispatchWorkItem { [weak self] in self?.ring(at: instant) }
            state.rings = instant
            state.timer = timer
            Self.queue.asyncAfter(deadline: .now() + .seconds(from: ContinuousClock.now, to: instant), execute: timer)
        }
    }

    func cancel() {
        state.withLock { state in
            state.timer?.cancel()
            state = State()
        }
    }

    private func ring(at instant: ContinuousClock.Instant) {
        state.withLock { if $0.rings == instant { $0 = State() } }
        onRing()
    }
}

extension DispatchTimeInterval {
    fileprivate static func seconds(
        from start: ContinuousClock.Instant,
        to end: ContinuousClock.Instant
    ) -> DispatchTimeInterval {
        let (seconds, attoseconds) = max(start.duration(to: end), .zero).components
        guard seconds < 1_000_000 else { return .seconds(1_000_000) }
        return .nanoseconds(Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000))
    }
}
