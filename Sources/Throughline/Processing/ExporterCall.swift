import Synchronization

/// A call into an exporter, which may take as long as it likes: whoever waits for it may stop to.
final class ExporterCall<Result: Sendable>: Sendable {
    private struct State {
        var result: Result?
        var task: Task<Void, Never>?
    }

    private let state = Mutex(State())

    /// Starts the call.
    ///
    /// - Parameters:
    ///   - executor: Where the exporter runs.
    ///   - wakeup: Signalled when there is a result.
    init(on executor: ExportExecutor, wakeup: Wakeup, _ operation: @escaping @Sendable () async -> Result) {
        let task = Task.detached(executorPreference: executor) {
            let result = await OwnActivity.$isCurrent.withValue(true) { await operation() }
            self.state.withLock { $0.result = result }
            wakeup.signal()
        }
        state.withLock { $0.task = task }
    }

    /// What the exporter returned; `nil` while it has not.
    var result: Result? { state.withLock { $0.result } }

    /// Asks the exporter to return.
    func cancel() {
        state.withLock { $0.task }?.cancel()
    }
}
