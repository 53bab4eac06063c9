import Synchronization

/// What an exporter that keeps everything has been given, and those who wait for more.
final class ExportedRequests<Request: Sendable>: Sendable {
    private struct State {
        var requests: [Request] = []
        var recordCount = 0
        var waiters: [Waiter] = []
        var nextWaiter = 0
        var isShutDown = false

        /// Takes out whoever need not wait any longer.
        mutating func takeSatisfied() -> [CheckedContinuation<Void, Never>] {
            let satisfied = waiters.filter { $0.count <= recordCount }
            waiters.removeAll { $0.count <= recordCount }
            return satisfied.map(\.continuation)
        }
    }

    private struct Waiter {
        let id: Int
        let count: Int
        let continuation: CheckedContinuation<Void, Never>
    }

    private let state = Mutex(State())

    /// Everything, in its order.
    var all: [Request] { state.withLock { $0.requests } }

    /// - Parameter count: The number of records in the request.
    func append(_ request: Request, count: Int) {
        let satisfied = state.withLock { state in
            state.requests.append(request)
            state.recordCount += count
            return state.takeSatisfied()
        }
        for continuation in satisfied { continuation.resume() }
    }

    /// Returns when there are so many records, when the task is cancelled, and at the shutdown.
    func wait(forRecords count: Int) async {
        let id = state.withLock { state in
            defer { state.nextWaiter += 1 }
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.recordCount >= count || state.isShutDown || Task.isCancelled { return true }
                    state.waiters.append(Waiter(id: id, count: count, continuation: continuation))
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume()
        }
    }

    /// Forgets everything.
    func reset() {
        state.withLock { state in
            state.requests = []
            state.recordCount = 0
        }
    }

    /// Nobody waits any longer.
    func shutdown() {
        let waiters = state.withLock { state in
            state.isShutDown = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume() }
    }
}
