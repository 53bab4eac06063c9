import Logging
import Synchronization

/// Records how attempts ended: many at a time, and until it has worked.
final class Settler: Sendable {
    struct Order: Sendable {
        var settlement: Settlement
        var completion: @Sendable (Result) -> Void
        var failures = 0
        /// Whether it is kept from the others, which may suffer from it.
        var isAlone = false
    }

    /// What became of a settlement.
    enum Result: Sendable {
        case answered(SettlementResult)
        /// It cannot be stored. The job has become a dead letter in its place, and nothing follows it.
        case buried
        /// The broker could not be reached in time, or cannot store even that.
        case givenUp
    }

    private struct State {
        var waiting: [Order] = []
        var deadline: ContinuousClock.Instant?
        var waiter: CheckedContinuation<Void, Never>?
        var crowd: [CheckedContinuation<Void, Never>] = []
    }

    private let broker: any Broker
    private let logger: Logger
    private let state = Mutex(State())

    init(_ broker: any Broker, logger: Logger) {
        self.broker = broker
        self.logger = logger
    }

    func settle(_ settlement: Settlement, completion: @escaping @Sendable (Result) -> Void) {
        wake { $0.waiting.append(Order(settlement: settlement, completion: completion)) }
    }

    /// Returns when not too much waits to be recorded: at once, unless the broker fails or is slow.
    func waitForRoom() async {
        await withCheckedContinuation { continuation in
            let isRoom = state.withLock { state in
                if state.waiting.count < mostWaiting || state.deadline != nil { return true }
                state.crowd.append(continuation)
                return false
            }
            if isRoom { continuation.resume() }
        }
    }

    /// Nothing comes any more: ``run()`` returns when all is recorded.
    ///
    /// - Parameter time: How long to try, where the broker fails. What is not recorded then is run again when its lease is over.
    func finish(within time: Duration) {
        wake { $0.deadline = .now + time }
    }

    func run() async {
        var failures = 0
        while let orders = await next() {
            do {
                let results = try await broker.settle(orders.map(\.settlement))
                failures = 0
                for (order, result) in zip(orders, results) { order.completion(.answered(result)) }
            } catch {
                failures += 1
                logger.error("Outcomes of jobs could not be recorded", metadata: ["error": "\(error)"])
                let isUnstorable = error is UnstorableError
                if isUnstorable, orders.count == 1, let order = orders.first {
                    bury(order, error)
                } else {
                    again(orders, apart: isUnstorable)
                }
                if giveUp() { return }
                if !isUnstorable { await pause(after: failures) }
            }
        }
    }

    /// What cannot be stored is left out, and somebody is to look at the job.
    private func bury(_ order: Order, _ error: any Error) {
        guard !order.settlement.isBare else { return order.completion(.givenUp) }
        let text = "the outcome could not be recorded: \(error)"
        settle(Settlement(claim: order.settlement.claim, outcome: .dead(error: text))) { result in
            if case .answered(.settled) = result { order.completion(.buried) } else { order.completion(result) }
        }
    }

    private func again(_ orders: [Order], apart: Bool) {
        let orders = orders.map { order in
            var order = order
            order.failures += 1
            order.isAlone = apart || order.failures >= 3
            return order
        }
        wake { $0.waiting.append(contentsOf: orders) }
    }

    private func giveUp() -> Bool {
        let orders: [Order] = state.withLock { state in
            guard let deadline = state.deadline, deadline <= .now else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for order in orders { order.completion(.givenUp) }
        return !orders.isEmpty
    }

    private func next() async -> [Order]? {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if !state.waiting.isEmpty || state.deadline != nil { return true }
                state.waiter = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        let (orders, crowd) = state.withLock { state -> ([Order], [CheckedContinuation<Void, Never>]) in
            let together = state.waiting.prefix(largestBatch).prefix { !$0.isAlone }
            let orders = Array(together.isEmpty ? state.waiting.prefix(1) : together)
            state.waiting.removeFirst(orders.count)
            guard state.waiting.count < mostWaiting else { return (orders, []) }
            defer { state.crowd = [] }
            return (orders, state.crowd)
        }
        for continuation in crowd { continuation.resume() }
        return orders.isEmpty ? nil : orders
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

extension Settlement {
    /// Whether there is nothing in it that could be left out.
    fileprivate var isBare: Bool {
        guard case .dead = outcome else { return false }
        return followers.isEmpty
    }
}

private let largestBatch = 1_000
/// How many outcomes may wait to be recorded before no more jobs are begun.
private let mostWaiting = 4_000

/// Waits a moment when a broker has failed: 50 ms, then longer, 2 s at most. A cancelled task waits too.
func pause(after failures: Int) async {
    let delay = Duration.milliseconds(min(2_000, 50 << min(failures - 1, 6)))
    await Task { try? await Task.sleep(for: delay) }.value
}
