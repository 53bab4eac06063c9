import Synchronization

/// What a processor asks of its ``ExportWorker``.
///
/// Whoever asks waits for a limited time only. An exporter that blocks its thread keeps the worker from answering, and must
/// not keep an application from shutting down.
final class ExportOrders: Sendable {
    private struct State {
        var nextWaiter = 0
        /// Those who wait for a flush that the worker has not seen yet.
        var flushes: [Int: Waiter] = [:]
        /// Those who wait for the flush at which the worker is, or for its end.
        var others: [Int: Waiter] = [:]
        var shutdown: ContinuousClock.Instant?
        var isFinished = false
    }

    /// Someone who waits, and the alarm that ends the wait.
    private struct Waiter {
        let continuation: CheckedContinuation<Void, Never>
        let alarm: Alarm
    }

    private let state = Mutex(State())
    let wakeup = Wakeup()

    // MARK: What processors call

    /// Returns when everything that waits now was exported, or could not be, and after `limit` in any case.
    func flush(within limit: Duration) async {
        await wait(within: limit) { $0.flushes[$1] = $2 }
    }

    /// Asks the worker to export what it can within `limit`, and to end. Returns when it has, or a second later.
    func shutDown(within limit: Duration) async {
        orderShutdown(within: limit)
        await wait(within: limit + .seconds(1)) { $0.others[$1] = $2 }
    }

    /// Asks the worker to end, and does not wait for it.
    func orderShutdown(within limit: Duration) {
        let end = ContinuousClock.now + limit
        state.withLock { $0.shutdown = min(end, $0.shutdown ?? end) }
        wakeup.signal()
    }

    private func wait(
        within limit: Duration,
        _ enter: @Sendable (inout State, Int, Waiter) -> Void
    ) async {
        await withCheckedContinuation { continuation in
            let isFinished = state.withLock { state in
                guard !state.isFinished else { return true }
                let id = state.nextWaiter
                state.nextWaiter += 1
                let alarm = Alarm { [weak self] in self?.release(id) }
                alarm.set(for: .now + limit)
                enter(&state, id, Waiter(continuation: continuation, alarm: alarm))
                return false
            }
            if isFinished { continuation.resume() } else { wakeup.signal() }
        }
    }

    private func release(_ id: Int) {
        let waiter = state.withLock { $0.flushes.removeValue(forKey: id) ?? $0.others.removeValue(forKey: id) }
        waiter?.continuation.resume()
    }

    // MARK: What the worker calls

    /// A flush that the worker is to carry out.
    struct Flush {
        fileprivate let waiters: Set<Int>
    }

    /// Until when a shutdown may take; `nil` while none was ordered.
    var shutdown: ContinuousClock.Instant? { state.withLock { $0.shutdown } }

    /// Whether there is a flush or a shutdown to carry out.
    var isUrgent: Bool { state.withLock { !$0.flushes.isEmpty || $0.shutdown != nil } }

    /// Everyone who asked for a flush since the last one.
    func takeFlush() -> Flush? {
        state.withLock { state in
            guard !state.flushes.isEmpty else { return nil }
            let waiters = Set(state.flushes.keys)
            state.others.merge(state.flushes) { _, new in new }
            state.flushes = [:]
            return Flush(waiters: waiters)
        }
    }

    /// The flush is carried out, as far as possible.
    func finish(_ flush: Flush) {
        for waiter in flush.waiters { release(waiter) }
    }

    /// The worker has ended: whoever waits is released, and nobody waits any more.
    func finish() {
        let waiters = state.withLock { state in
            state.isFinished = true
            defer {
                state.flushes = [:]
                state.others = [:]
            }
            return Array(state.flushes.values) + Array(state.others.values)
        }
        for waiter in waiters { waiter.continuation.resume() }
    }
}
