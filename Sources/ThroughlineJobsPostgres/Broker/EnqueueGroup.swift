import Synchronization
import ThroughlineJobs

/// Lets jobs that are enqueued at the same time share a transaction, and so its commit.
///
/// Those that come while two transactions are under way wait for one to end, and are then stored together. Where that fails for
/// what one of them is, each is done again by itself, so that nobody suffers from another's error.
final class EnqueueGroup: Sendable {
    private struct Order: Sendable {
        let entries: [BrokerEntry]
        let completion: @Sendable (Result<[EnqueueOutcome], any Error>) -> Void
    }

    private struct State {
        var waiting: [Order] = []
        var underWay = 0
    }

    private let pool: ConnectionPool
    private let statements: Statements
    private let clock: DatabaseClock
    private let tracing: StatementTracing?
    private let state = Mutex(State())

    init(_ pool: ConnectionPool, _ statements: Statements, _ clock: DatabaseClock, _ tracing: StatementTracing?) {
        self.pool = pool
        self.statements = statements
        self.clock = clock
        self.tracing = tracing
    }

    /// Returns when the jobs are committed.
    func enqueue(_ entries: [BrokerEntry]) async throws -> [EnqueueOutcome] {
        guard !entries.isEmpty else { return [] }
        // A statement that has a span is its caller's alone.
        guard tracing == nil else { return try await store(entries) }
        let isFree = state.withLock { state in
            guard state.underWay < transactionsAtOnce else { return false }
            state.underWay += 1
            return true
        }
        guard isFree else {
            return try await withCheckedThrowingContinuation { continuation in
                add(Order(entries: entries) { continuation.resume(with: $0) })
            }
        }
        // Who comes when nobody is at work does his own, and what has come meanwhile is somebody else's.
        defer { next() }
        return try await store(entries)
    }

    private func add(_ order: Order) {
        // A place may have become free in between.
        let isFree = state.withLock { state in
            state.waiting.append(order)
            guard state.underWay < transactionsAtOnce else { return false }
            state.underWay += 1
            return true
        }
        if isFree { next() }
    }

    /// Begins the next transaction in the place of one that has ended.
    private func next() {
        let orders: [Order] = state.withLock { state in
            var count = 0
            let orders = Array(
                state.waiting.prefix { order in
                    defer { count += order.entries.count }
                    return count == 0 || count + order.entries.count <= largestGroup
                }
            )
            state.waiting.removeFirst(orders.count)
            if orders.isEmpty { state.underWay -= 1 }
            return orders
        }
        guard !orders.isEmpty else { return }
        Task {
            await store(orders)
            next()
        }
    }

    private func store(_ orders: [Order]) async {
        do {
            let outcomes = try await store(orders.flatMap(\.entries))
            var start = 0
            for order in orders {
                let end = start + order.entries.count
                order.completion(.success(Array(outcomes[start..<end])))
                start = end
            }
        } catch let error as UnstorableError where orders.count > 1 {
            _ = error
            for order in orders {
                do {
                    order.completion(.success(try await store(order.entries)))
                } catch {
                    order.completion(.failure(error))
                }
            }
        } catch {
            for order in orders { order.completion(.failure(error)) }
        }
    }

    private func store(_ entries: [BrokerEntry]) async throws -> [EnqueueOutcome] {
        let call = call(entries)
        let refused = try await classified {
            try await tracing.traced(call) {
                // Who listens is told when the jobs are there, in a transaction that waits for no disk.
                try await pool.perform(call, then: [statements.notify]) { rows in rows.map { Refusal($0) } }
            }
        }
        return outcomes(of: entries, refused.lazy.compactMap { $0 })
    }

    private func call(_ entries: [BrokerEntry]) -> Call {
        var parameters = Parameters()
        parameters.reserveCapacity(entries.reduce(0) { $0 + $1.message.count + 128 })
        if entries.allSatisfy({ $0.uniqueKey == nil && $0.orderingKey == nil }) {
            parameters.append(plain: entries)
            parameters.append(clock.override)
            return Call(statements.enqueuePlain, parameters)
        }
        parameters.append(entries)
        parameters.append(true)
        parameters.append(clock.override)
        return Call(statements.enqueue, parameters)
    }
}

private let transactionsAtOnce = 2
/// How many jobs share a transaction at most, unless they come together.
private let largestGroup = 1_000
