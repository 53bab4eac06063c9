import ThroughlineJobs

/// Takes what was ordered out of the stock, the first link of an order's chain.
struct ReserveStock: Job {
    static let name = "reserve_stock"
    let order: Int64

    func run(_ context: JobContext) async throws {
        let database = try context.dependency(ShopDatabase.self)
        guard try await database.reserve(order) else {
            throw PermanentFailure(OutOfStock(order: order))
        }
    }
}

/// There is less of a product than somebody has ordered.
struct OutOfStock: Error {
    let order: Int64
}
