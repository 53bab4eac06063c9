import Synchronization

/// A connection of a pool that is in use.
///
/// It ends once; a connection that nobody holds any more is closed.
public final class ConnectionUse: Sendable {
    private let pool: ConnectionPoolMetrics
    private let start = ContinuousClock.now
    private let hasEnded: Atomic<Bool>

    init(_ pool: ConnectionPoolMetrics, isCounted: Bool) {
        self.pool = pool
        hasEnded = Atomic(!isCounted)
    }

    deinit { closed() }

    /// It lies idle again.
    public func returned() {
        if end() { pool.idle.add(1) }
    }

    /// It is closed.
    public func closed() {
        _ = end()
    }

    private func end() -> Bool {
        guard !hasEnded.exchange(true, ordering: .acquiringAndReleasing) else { return false }
        pool.record(use: .now - start)
        pool.used.add(-1)
        return true
    }
}
