import Synchronization

/// Whether this process looks after the schedules: the one of all whose connection has a lock of the database. It is a matter of
/// economy. Where the one is frozen or cut off, a schedule is late, and everybody looks after it.
final class Leadership: Sendable {
    private let state = Mutex<(isKnown: Bool, isLeader: Bool, isOverdue: Bool)>((false, false, false))

    func probed(isLeader: Bool, isOverdue: Bool) {
        state.withLock { $0 = (true, isLeader, isOverdue) }
    }

    /// The connection is gone, and nobody knows who has the lock.
    func end() { state.withLock { $0 = (false, false, false) } }

    var isLeader: Bool { state.withLock { $0.isLeader } }

    /// Whether to fire: also where nobody knows.
    var fires: Bool { state.withLock { !$0.isKnown || $0.isLeader || $0.isOverdue } }
}
