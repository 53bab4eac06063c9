import ThroughlineInbox
import ThroughlineJobs

/// Has the partner charge the card, and tells it that the order is paid; the second link of an order's chain.
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
        // Once, and before the order is paid: an attempt that can say so no more is made again.
        let news = News(kind: "paid", key: "order-\(self.order)")
        try await context.dependency(Inbox.self).send(news, by: "partner", once: "\(context.id)")
        try await database.set(.paid, order)
    }
}
