import Dispatch
import MetricRecording
import Synchronization

/// Asks the callbacks of all observable instruments, all at once, and no longer than a given time.
///
/// Callbacks are the application's: one that blocks its thread keeps it to itself, and is left alone until it has returned.
struct ObservationRound: Sendable {
    let limit: Duration
    let diagnostics: Diagnostics

    typealias Result = [ObjectIdentifier: [Observations.Observation]]

    private struct Call: Sendable {
        let instrument: ObservableInstrument
        let callback: ObservableInstrument.Callback
        let observations = Observations()
    }

    private static let executor = CallbackExecutor()

    /// What was observed, by instrument.
    func run(_ instruments: [ObservableInstrument]) async -> Result {
        let calls = instruments.flatMap { instrument in
            instrument.current.compactMap { callback in
                if callback.begin() { return Call(instrument: instrument, callback: callback) }
                diagnostics.warning(
                    "callback \(instrument.name)",
                    "The callback of metric \(instrument.name.printable()) has not returned yet; it is not asked"
                )
                return nil
            }
        }
        guard !calls.isEmpty else { return [:] }
        let pending = Pending(calls.count)
        let tasks = calls.map { call in
            Task.detached(executorPreference: Self.executor) {
                do {
                    try await call.callback.call(call.observations)
                } catch {
                    _ = call.observations.finish()  // a part of a sum is no sum
                    diagnostics.warning(
                        "callback error \(call.instrument.name)",
                        "The callback of metric \(call.instrument.name.printable()) threw \(type(of: error))"
                    )
                }
                call.callback.end()
                pending.finishOne()
            }
        }
        let isComplete = await pending.wait(within: limit)
        if !isComplete {
            for task in tasks { task.cancel() }
            diagnostics.warning(
                "callbacks slow",
                "Callbacks of metrics take more than \(limit); their values are left out"
            )
        }
        var result: Result = [:]
        for call in calls {
            let observations = call.observations.finish()
            guard !call.callback.isBusy else { continue }
            result[ObjectIdentifier(call.instrument), default: []] += observations
        }
        return result
    }
}

/// Runs callbacks on threads that do not belong to Swift's cooperative pool, as many as there are callbacks.
private final class CallbackExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "throughline.callbacks", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Waits until a number of things have happened.
private final class Pending: Sendable {
    private struct State {
        var count: Int
        var waiter: CheckedContinuation<Void, Never>?

        mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
            defer { waiter = nil }
            return waiter
        }
    }

    private let state: Mutex<State>

    init(_ count: Int) {
        state = Mutex(State(count: count))
    }

    func finishOne() {
        let waiter = state.withLock { state in
            state.count -= 1
            return state.count == 0 ? state.takeWaiter() : nil
        }
        waiter?.resume()
    }

    /// Whether all have happened in time.
    func wait(within limit: Duration) async -> Bool {
        let end = ContinuousClock.now + limit
        let alarm = Alarm { [weak self] in self?.state.withLock { $0.takeWaiter() }?.resume() }
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                guard state.count > 0 else { return true }
                state.waiter = continuation
                return false
            }
            if isOver { continuation.resume() } else { alarm.set(for: end) }
        }
        alarm.cancel()
        return state.withLock { $0.count == 0 }
    }
}
