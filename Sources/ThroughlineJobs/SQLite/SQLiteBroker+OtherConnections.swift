import GRDB
import Synchronization

extension SQLiteBroker {
    /// Returns when a connection that is not this broker's own has committed, or when the task is cancelled.
    ///
    /// `data_version` is a word in shared memory: to read it costs microseconds, and no lock.
    func watchOtherConnections() async {
        while !Task.isCancelled {
            if await hasChanged() { return work.signal() }
            try? await Task.sleep(for: pollInterval)
        }
    }

    private func hasChanged() async -> Bool {
        // Not GRDB's own way to wait for this: when a task is cancelled, that interrupts the connection.
        let version: Int? = await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { db in
                continuation.resume(
                    returning: try? Int.fetchOne(db.cachedStatement(sql: "PRAGMA data_version"))
                )
            }
        }
        guard let version else { return false }
        return lastVersion.withLock { last in
            defer { last = version }
            return last != version
        }
    }
}
