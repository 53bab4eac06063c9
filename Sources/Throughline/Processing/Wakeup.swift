import Synchronization

/// Lets one task sleep until any thread has something for it to do.
///
/// A signal that comes while nobody waits is kept: the next wait returns at once.
final class Wakeup: Sendable {
    private enum State {
        case idle
        case signalled
        case waiting(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex(State.idle)

    func signal() {
        let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
            guard case .waiting(let continuation) = state else {
                state = .signalled
                return nil
            }
            state = .idle
            return continuation
        }
        waiter?.resume()
    }

    /// Returns when it is signalled.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isSignalled = state.withLock { state in
                guard case .signalled = state else {
                    state = .waiting(continuation)
                    return false
                }
                state = .idle
                return true
            }
            if isSignalled { continuation.resume() }
        }
    }
}
