import GRDB
import Synchronization

/// Lets writes that come at the same time share a transaction, and so its `fsync`.
///
/// A write that comes when none is under way starts at once. Those that come meanwhile wait for it, and are then committed
/// together. Where one of them throws, each is done again in a transaction of its own, so that nobody suffers from another's
/// error.
final class CommitGroup: Sendable {
    private struct Write: Sendable {
        /// Does the work, and returns what tells the caller once it is committed.
        var body: @Sendable (Database) throws -> @Sendable () -> Void
        var fail: @Sendable (any Error) -> Void
    }

    private struct State {
        var waiting: [Write] = []
        /// What goes before those, as it is late when it is late: signs of life.
        var urgent: [Write] = []
        var isWriting = false
    }

    private let pool: DatabasePool
    private let state = Mutex(State())

    init(_ pool: DatabasePool) {
        self.pool = pool
    }

    /// Returns when what `body` wrote is committed. `body` may be called twice.
    ///
    /// - Parameter first: Whether it goes before what waits already.
    func perform<Result: Sendable>(
        first: Bool = false,
        _ body: @escaping @Sendable (Database) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Result, any Error>) in
            let write = Write { db in
                let result = try body(db)
                return { continuation.resume(returning: result) }
            } fail: { error in
                continuation.resume(throwing: Self.classified(error))
            }
            let isFirst = state.withLock { state in
                if first { state.urgent.append(write) } else { state.waiting.append(write) }
                defer { state.isWriting = true }
                return !state.isWriting
            }
            if isFirst { commitNext() }
        }
    }

    /// An error that says for good that something cannot be stored, told apart from one that may pass.
    private static func classified(_ error: any Error) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        switch error.resultCode {
        case .SQLITE_CONSTRAINT, .SQLITE_TOOBIG, .SQLITE_MISMATCH: return UnstorableError(error)
        default: return error
        }
    }

    /// Commits what waits, a transaction at a time. Whoever else waits for the connection gets a turn in between.
    private func commitNext() {
        pool.asyncWriteWithoutTransaction { db in
            self.commit(self.takeNext(), db)
            let isOver = self.state.withLock { state in
                state.isWriting = !state.waiting.isEmpty || !state.urgent.isEmpty
                return !state.isWriting
            }
            if !isOver { self.commitNext() }
        }
    }

    private func takeNext() -> [Write] {
        state.withLock { state in
            if !state.urgent.isEmpty {
                defer { state.urgent = [] }
                return state.urgent
            }
            defer { state.waiting.removeFirst(min(limit, state.waiting.count)) }
            return Array(state.waiting.prefix(limit))
        }
    }

    private func commit(_ writes: [Write], _ db: Database) {
        var done: [@Sendable () -> Void] = []
        done.reserveCapacity(writes.count)
        var hasBegun = false
        do {
            try db.inTransaction(.immediate) {
                hasBegun = true
                for write in writes { done.append(try write.body(db)) }
                return .commit
            }
            for done in done { done() }
        } catch {
            // Where no transaction begins, as in a database that is locked, none would for each alone either.
            guard hasBegun, writes.count > 1 else {
                for write in writes { write.fail(error) }
                return
            }
            for write in writes { commit([write], db) }
        }
    }
}

/// How many writes share a transaction at most. A claim in it waits for all of them.
private let limit = 256
