import HTTPTypes
import Hummingbird

/// `POST /news` `{"kind":"visit","key":"k1"}`: takes what another shop tells. To be told the same again is no news.
///
/// News of the kind `flaky` are taken only when they come for the second time.
func takeNews(_ database: ShopDatabase, _ request: Request, _ context: some RequestContext) async throws -> Response {
    let news = try await request.decode(as: News.self, context: context)
    guard let id = request.headers[idempotencyKey], (1...100).contains(id.utf8.count) else {
        throw HTTPError(.badRequest, message: "An Idempotency-Key has 1 to 100 bytes.")
    }
    let count = try await database.record(news, id: id)
    if news.kind == "flaky", count == 1 { throw HTTPError(.serviceUnavailable, message: "Try again.") }
    return Response(status: .noContent)
}

private let idempotencyKey = HTTPField.Name("Idempotency-Key")!
