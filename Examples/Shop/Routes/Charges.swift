import Hummingbird

/// `POST /charges` `{"key":"…","card":"ok","cents":2500}`: takes a payment for another shop. To ask again with the same key
/// charges nothing twice.
func charge(_ database: ShopDatabase, _ request: Request, _ context: some RequestContext) async throws -> Response {
    let wish = try await request.decode(as: ChargeWish.self, context: context)
    try wish.check()
    let charge = try await database.recordCharge(wish.key, card: wish.card, cents: wish.cents)
    switch charge.card {
    case "declined":
        throw HTTPError(.init(code: 402), message: "The card is declined.")
    case "flaky" where charge.attempts < 3:
        throw HTTPError(.serviceUnavailable, message: "The bank does not answer.")
    default:
        return Response(status: .noContent)
    }
}

/// What another shop wants to be paid.
struct ChargeWish: Codable {
    let key: String
    let card: String
    let cents: Int

    /// - Throws: An answer that says what is wrong.
    func check() throws {
        guard (1...100).contains(key.utf8.count), card.utf8.count <= 100, cents >= 0 else {
            throw HTTPError(
                .badRequest,
                message: "key must have 1 to 100 bytes, card at most 100, and cents be positive."
            )
        }
    }
}
