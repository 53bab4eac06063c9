import Synchronization

/// Somebody who waits for a connection of a pool.
///
/// It ends once; a request that nobody holds any more is cancelled.
public final class ConnectionRequest: Sendable {
    private let pool: ConnectionPoolMetrics
    private let start = ContinuousClock.now
    private let hasEnded = Atomic(false)

    init(_ pool: ConnectionPoolMetrics) {
        self.pool = pool
    }

    deinit { cancelled() }

    /// There is a connection: one that lay idle.
    ///
    /// - Returns: The use of it, which the caller must end.
    public func granted() -> ConnectionUse {
        let isFirst = end()
        if isFirst {
            pool.record(wait: .now - start)
            pool.idle.add(-1)
            pool.used.add(1)
        }
        return ConnectionUse(pool, isCounted: isFirst)
    }

    /// There was none in time.
    public func timedOut() {
        if end() { pool.countTimeout() }
    }

    /// Nobody waits any more.
    public func cancelled() {
        _ = end()
    }

    /// Whether it had not ended before.
    private func end() -> Bool {
        guard !hasEnded.exchange(true, ordering: .acquiringAndReleasing) else { return false }
        pool.pending.add(-1)
        return true
    }
}
