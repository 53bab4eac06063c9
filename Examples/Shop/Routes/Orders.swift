import Hummingbird
import Logging
import ThroughlineMail

/// `POST /orders` `{"product":1,"quantity":2,"email":"a@example.com","card":"ok"}`: asks the partner for the price, takes the
/// order, and leaves the rest to jobs: the stock, the card, the receipt.
func placeOrder(
    _ shop: Shop,
    _ request: Request,
    _ context: some RequestContext
) async throws -> EditedResponse<OrderReceipt> {
    let wish = try await request.decode(as: OrderWish.self, context: context)
    try wish.check()
    let price = try await shop.partner.price(of: wish.product)
    guard (0...1_000_000_000).contains(price.cents) else {
        throw HTTPError(.badGateway, message: "The partner names a price that cannot be.")
    }
    let order = Order(
        product: wish.product,
        quantity: wish.quantity,
        email: wish.email,
        card: wish.card,
        cents: price.cents * wish.quantity
    )
    let id = try await shop.orders.take(order, in: shop.database)
    context.logger.info("order placed", metadata: ["shop.order.id": .stringConvertible(id)])
    return EditedResponse(status: .created, response: OrderReceipt(id: id))
}

/// `GET /orders/{id}`: what has become of an order.
func order(_ database: ShopDatabase, _ context: some RequestContext) async throws -> OrderState {
    guard let id = context.parameters.get("id", as: Int64.self), let order = try await database.order(id) else {
        throw HTTPError(.notFound, message: "There is no such order.")
    }
    return OrderState(id: id, status: order.status)
}

/// What a customer asks for.
struct OrderWish: Decodable {
    let product: Int64
    let quantity: Int
    let email: String
    /// `ok` pays, `flaky` only at the third attempt, `declined` never.
    let card: String

    /// - Throws: An answer that says what is wrong.
    func check() throws {
        guard (1...1_000).contains(quantity) else {
            throw HTTPError(.badRequest, message: "quantity must be a number from 1 to 1000.")
        }
        guard (try? EmailAddress(email)) != nil else {
            throw HTTPError(.badRequest, message: "email must be an address such as a@example.com.")
        }
        guard ["ok", "flaky", "declined"].contains(card) else {
            throw HTTPError(.badRequest, message: "card must be ok, flaky or declined.")
        }
    }
}

struct OrderReceipt: ResponseEncodable {
    let id: Int64
}

struct OrderState: ResponseEncodable {
    let id: Int64
    let status: Order.Status
}
