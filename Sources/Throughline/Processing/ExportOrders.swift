import Synchronization

/// What a processor asks of its ``ExportWorker``.
final class ExportOrders: Sendable {
    private struct State {
        var flushes: [CheckedContinuation<Void, Never>] = []
        var shutdown: Duration?
        var isFinished = false
    }

    /// What was asked since the worker last looked.
    struct Taken {
        var flushes: [CheckedContinuation<Void, Never>]
        /// How long a shutdown may take; `nil` while none was asked for.
        var shutdown: Duration?

        var isEmpty: Bool { flushes.isEmpty && shutdown == nil }
    }

    private let state = Mutex(State())
    let wakeup = Wakeup()

    /// Returns when everything that waits now was exported, or could not be.
    func flush() async {
        await withCheckedContinuation { continuation in
            let isFinished = state.withLock { state in
                if !state.isFinished { state.flushes.append(continuation) }
                return state.isFinished
            }
            if isFinished { continuation.resume() } else { wakeup.signal() }
        }
    }

    /// Asks the worker to export what it can within `timeout`, and to end.
    func shutDown(within timeout: Duration) {
        state.withLock { $0.shutdown = min(timeout, $0.shutdown ?? timeout) }
        wakeup.signal()
    }

    func take() -> Taken {
        state.withLock { state in
            defer { state.flushes = [] }
            return Taken(flushes: state.flushes, shutdown: state.shutdown)
        }
    }

    var hasOrders: Bool {
        state.withLock { !$0.flushes.isEmpty || $0.shutdown != nil }
    }

    /// The worker has ended: whoever waits is released, and nobody waits any more.
    func finish() {
        let flushes = state.withLock { state in
            state.isFinished = true
            defer { state.flushes = [] }
            return state.flushes
        }
        for flush in flushes { flush.resume() }
    }
}
