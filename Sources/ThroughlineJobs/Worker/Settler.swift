import Logging
import Synchronization

/// Records how attempts ended: many at a time, and until it has worked.
final class Settler: Sendable {
    struct Order: Sendable {
        var settlement: Settlement
        /// Called when it is recorded, or known that the claim was not good any more.
        var completion: @Sendable (_ isSettled: Bool) -> Void
    }

    private struct State {
        var waiting: [Order] = []
        var isFinished = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let broker: any Broker
    private let logger: Logger
    private let state = Mutex(State())

    init(_ broker: any Broker, logger: Logger) {
        self.broker = broker
        self.logger = logger
    }

    func settle(_ settlement: Settlement, completion: @escaping @Sendable (Bool) -> Void) {
        wake { $0.waiting.append(Order(settlement: settlement, completion: completion)) }
    }

    /// Nothing comes any more: ``run(giveUpAfter:)`` returns when all is recorded.
    func finish() {
        wake { $0.isFinished = true }
    }

    /// - Parameter attempts: How often to try, once it is finished, where the broker fails.
    func run(giveUpAfter attempts: Int = 20) async {
        while let orders = await next() {
            var failures = 0
            while true {
                do {
                    let settled = try await broker.settle(orders.map(\.settlement))
                    for (order, isSettled) in zip(orders, settled) { order.completion(isSettled) }
                    break
                } catch {
                    failures += 1
                    logger.error("Outcomes of jobs could not be recorded", metadata: ["error": "\(error)"])
                    if failures >= attempts, state.withLock({ $0.isFinished }) {
                        // Their leases run out, and they are run again.
                        for order in orders { order.completion(false) }
                        break
                    }
                    await pause(after: failures)
                }
            }
        }
    }

    private func next() async -> [Order]? {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if !state.waiting.isEmpty || state.isFinished { return true }
                state.waiter = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        return state.withLock { state in
            guard !state.waiting.isEmpty else { return nil }
            let orders = Array(state.waiting.prefix(largestBatch))
            state.waiting.removeFirst(orders.count)
            return orders
        }
    }

    private func wake(_ change: (inout sending State) -> Void) {
        let waiter = state.withLock { state in
            change(&state)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}

private let largestBatch = 1_000

/// Waits a moment when a broker has failed: 50 ms, then longer, 2 s at most. A cancelled task waits too.
func pause(after failures: Int) async {
    let delay = Duration.milliseconds(min(2_000, 50 << min(failures - 1, 6)))
    await Task { try? await Task.sleep(for: delay) }.value
}
