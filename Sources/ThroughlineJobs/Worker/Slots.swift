import Synchronization

/// How many jobs a worker may still take on. One task waits for room, any number give it back.
final class Slots: Sendable {
    private let state: Mutex<State>

    private struct State {
        var free: Int
        var isClosed = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    init(_ count: Int) {
        // A claim looks at each of them.
        state = Mutex(State(free: min(max(1, count), 100_000)))
    }

    /// Waits until there is room. Returns how much there is; 0 when it is closed.
    func wait() async -> Int {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.free > 0 || state.isClosed { return true }
                state.waiter = continuation
                return false
            }
            if isOver { continuation.resume() }
        }
        return state.withLock { $0.isClosed ? 0 : $0.free }
    }

    func take(_ count: Int) {
        state.withLock { $0.free -= count }
    }

    func give() {
        let waiter = state.withLock { state in
            state.free += 1
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    func close() {
        let waiter = state.withLock { state in
            state.isClosed = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
