import Synchronization

/// The connection that an explicit `open` keeps, and the turn of those who use it: one at a time, in their order.
final class KeptConnection: Sendable {
    private let state = Mutex(State())

    private struct State {
        var connection: (any MailConnection)?
        var isTaken = false
        var waiting: [(id: Int, continuation: CheckedContinuation<Void, any Error>)] = []
        var nextID = 0
    }

    /// The connection; only who has its turn asks.
    var connection: (any MailConnection)? {
        get { state.withLock(\.connection) }
        set { state.withLock { $0.connection = newValue } }
    }

    /// Whether a connection is kept just now.
    var isOpen: Bool { state.withLock { $0.connection != nil } }

    /// How many calls wait for their turn.
    var waitingCount: Int { state.withLock(\.waiting.count) }

    /// Waits for one's turn.
    /// - Parameter isCancellable: Whether a cancelled task stops to wait. Who closes does not: else nobody would.
    /// - Throws: `CancellationError`, if it is cancellable.
    func acquire(isCancellable: Bool = true) async throws {
        let id: Int? = state.withLock { state in
            guard state.isTaken else {
                state.isTaken = true
                return nil
            }
            state.nextID += 1
            return state.nextID
        }
        guard let id else { return }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isTurn: Bool? = state.withLock { state in
                    if isCancellable, Task.isCancelled { return nil }
                    if state.isTaken {
                        state.waiting.append((id, continuation))
                        return false
                    }
                    state.isTaken = true
                    return true
                }
                switch isTurn {
                case nil: continuation.resume(throwing: CancellationError())
                case true?: continuation.resume()
                case false?: break
                }
            }
        } onCancel: {
            guard isCancellable else { return }
            let continuation = state.withLock { state in
                state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0).continuation }
            }
            continuation?.resume(throwing: CancellationError())
        }
    }

    /// Lets the next one have its turn.
    func release() {
        let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard !state.waiting.isEmpty else {
                state.isTaken = false
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume()
    }
}
