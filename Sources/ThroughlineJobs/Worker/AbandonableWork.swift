import Synchronization

/// Work in a task of its own, which can be cancelled; and given up, where it does not mind that.
package final class AbandonableWork: Sendable {
    private let state = Mutex(State())
    private let onLateEnd: @Sendable () -> Void

    private struct State {
        var isCancelled = false
        var isAbandoned = false
        /// It was given up before it began, and does not begin.
        var isRefused = false
        var cancel: (@Sendable () -> Void)?
        /// Lets whoever waits go. There until the work has ended or is given up.
        var release: (@Sendable () -> Void)?
    }

    /// - Parameter onLateEnd: Called when work ends that was given up.
    package init(onLateEnd: @escaping @Sendable () -> Void = {}) {
        self.onLateEnd = onLateEnd
    }

    /// Runs the work, once.
    ///
    /// - Throws: What it throws; `CancellationError` where it is given up, or was before it began.
    package func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Result, any Error>) in
            let (isCancelled, isRefused) = state.withLock { state in
                if !state.isRefused { state.release = { continuation.resume(throwing: CancellationError()) } }
                return (state.isCancelled, state.isRefused)
            }
            if isRefused { return continuation.resume(throwing: CancellationError()) }
            let task = Task {
                let result: Swift.Result<Result, any Error>
                do { result = .success(try await body()) } catch { result = .failure(error) }
                if self.end() { continuation.resume(with: result) } else { self.onLateEnd() }
            }
            let isCancelledByNow = state.withLock { state in
                state.cancel = { task.cancel() }
                return state.isCancelled
            }
            if isCancelled || isCancelledByNow { task.cancel() }
        }
    }

    /// - Returns: Whether somebody still waits for it.
    private func end() -> Bool {
        state.withLock { state in
            state.release = nil
            state.cancel = nil
            return !state.isAbandoned
        }
    }

    /// Cancels the task, now or as soon as there is one.
    package func cancel() {
        let cancel = state.withLock { state in
            state.isCancelled = true
            return state.cancel
        }
        cancel?()
    }

    /// Waits for it no longer.
    ///
    /// - Returns: Whether it was at work.
    package func abandon() -> Bool {
        let release = state.withLock { state in
            defer { state.release = nil }
            if state.release != nil { state.isAbandoned = true } else { state.isRefused = true }
            return state.release
        }
        release?()
        return release != nil
    }

    var isAbandoned: Bool { state.withLock { $0.isAbandoned } }
}
