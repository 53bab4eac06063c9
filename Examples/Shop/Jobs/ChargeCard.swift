import ThroughlineJobs

/// Has the partner charge the card, the second link of an order's chain.
struct ChargeCard: Job {
    static let name = "charge_card"
    static let options = JobOptions(retry: .exponential(limit: 5, from: .milliseconds(200)))
    let order: Int64

    func run(_ context: JobContext) async throws {
        let database = try context.dependency(ShopDatabase.self)
        guard let order = try await database.order(order) else { return }
        switch order.status {
        case .paid: return  // by an attempt that could not say so any more
        case .pending, .failed: throw PermanentFailure(CardDeclined())
        case .reserved: break
        }
        do {
            // The same key at each attempt, so that nobody pays twice for an attempt whose answer was lost.
            try await context.dependency(Partner.self).charge(order, key: context.id.description)
        } catch let error as CardDeclined {
            try await database.giveUp(order)
            throw PermanentFailure(error)
        }
        try await database.set(.paid, order)
    }
}
