import ThroughlineJobs

/// What has to be done for an order after it is taken.
enum OrderWork {
    /// The jobs that the shop's worker runs.
    static let jobs: [any Job.Type] = [ReserveStock.self, ChargeCard.self, SendReceipt.self]

    /// Each step when the one before it has succeeded.
    static func chain(for order: Int64) -> Chain {
        Chain(ReserveStock(order: order)).then(ChargeCard(order: order)).then(SendReceipt(order: order))
    }
}
