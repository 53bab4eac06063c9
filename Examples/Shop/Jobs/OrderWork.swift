import ThroughlineJobs

/// What has to be done for an order after it is taken.
struct OrderWork: Sendable {
    /// The jobs that the shop's worker runs.
    static let jobs: [any Job.Type] = [ReserveStock.self, ChargeCard.self, SendReceipt.self]

    let queue: JobQueue
    /// Whether the jobs are kept in the same file as the orders.
    let isInDatabase: Bool

    /// Stores an order, and has the rest done.
    /// - Returns: The order's id.
    func take(_ order: Order, in database: ShopDatabase) async throws -> Int64 {
        if isInDatabase {
            // In one transaction: there is no order without its jobs, and no job without its order.
            return try await database.insert(order) { id, db in try queue.enqueue(chain(for: id), in: db) }
        }
        // Two files have no transaction in common, so the order comes first: no job is without its order. An order whose jobs
        // cannot be enqueued has failed; one whose process dies between the two stays pending, and somebody has to see to it.
        var order = order
        let id = try await database.insert(order)
        order.id = id
        do {
            try await queue.enqueue(chain(for: id))
        } catch {
            try await database.set(.failed, order)
            throw error
        }
        return id
    }

    /// Each step when the one before it has succeeded.
    private func chain(for order: Int64) -> Chain {
        Chain(ReserveStock(order: order)).then(ChargeCard(order: order)).then(SendReceipt(order: order))
    }
}
