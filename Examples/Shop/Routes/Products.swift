import Hummingbird

/// `GET /products`: what the shop sells.
func products(_ database: ShopDatabase) async throws -> [Product] {
    try await database.products()
}

/// `GET /products/{id}`
func product(_ database: ShopDatabase, _ context: some RequestContext) async throws -> Product {
    try await database.existingProduct(context)
}

/// `GET /price/{id}`: what another shop asks for.
func price(_ database: ShopDatabase, _ context: some RequestContext) async throws -> Price {
    let product = try await database.existingProduct(context)
    return Price(product: product.id, cents: product.cents)
}

/// The price of one, in cents.
struct Price: Codable, ResponseEncodable {
    let product: Int64
    let cents: Int
}

extension ShopDatabase {
    fileprivate func existingProduct(_ context: some RequestContext) async throws -> Product {
        guard let id = context.parameters.get("id", as: Int64.self), let product = try await product(id) else {
            throw HTTPError(.notFound, message: "There is no such product.")
        }
        return product
    }
}
