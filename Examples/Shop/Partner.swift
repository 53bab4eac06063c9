import AsyncHTTPClient
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import Synchronization
import ThroughlineAsyncHTTPClient

/// Another shop, which this one asks over HTTP.
final class Partner: Sendable {
    private let client: TracedHTTPClient
    private let database: ShopDatabase
    private let url: Mutex<String?>

    /// - Parameter url: Where the partner is; without one the shop is its own partner.
    init(url: String?, client: TracedHTTPClient, database: ShopDatabase) {
        self.client = client
        self.database = database
        self.url = Mutex(url.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 })
    }

    /// The shop of this process listens. If it is its own partner, its workers in other processes have to know where.
    func shopOpened(at url: String) async throws {
        self.url.withLock { $0 = $0 ?? url }
        try await database.setURL(url)
    }

    /// Asks what a product costs.
    func price(of product: Int64) async throws -> Price {
        let answer = try await ask("/price/\(product)", template: "/price/{id}")
        switch answer.status {
        case .ok:
            return try await JSONDecoder().decode(Price.self, from: answer.body.collect(upTo: 1 << 16))
        case .notFound:
            throw HTTPError(.badRequest, message: "There is no such product.")
        default:
            throw HTTPError(.badGateway, message: "The partner names no price, it answers \(answer.status.code).")
        }
    }

    /// Has a card charged.
    ///
    /// - Parameter key: The same as before, where it is not certain that the card was charged.
    /// - Throws: ``CardDeclined``, and anything else where to ask again may help.
    func charge(_ order: Order, key: String) async throws {
        var request = HTTPClientRequest(url: try await address("/charges"))
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.body = .bytes(
            try JSONEncoder().encode(ChargeWish(key: key, card: order.card, cents: order.cents))
        )
        let answer = try await client.execute(request, timeout: .seconds(10), urlTemplate: "/charges")
        switch answer.status {
        case .noContent: return
        case .paymentRequired: throw CardDeclined()
        default: throw ChargeFailed(status: answer.status.code)
        }
    }

    /// Asks for any path, and answers as the partner does.
    func get(_ path: String) async throws -> Response {
        let answer = try await ask(path)
        var headers: HTTPFields = [:]
        headers[.contentType] = answer.headers.first(name: "content-type")
        return Response(
            status: HTTPResponse.Status(code: Int(answer.status.code)),
            headers: headers,
            body: ResponseBody(asyncSequence: answer.body)
        )
    }

    /// - Parameter template: What the path is an instance of, for the span's name.
    private func ask(_ path: String, template: String? = nil) async throws -> HTTPClientResponse {
        let request = HTTPClientRequest(url: try await address(path))
        do {
            return try await client.execute(request, timeout: .seconds(90), urlTemplate: template)
        } catch {
            throw HTTPError(.badGateway, message: "The partner does not answer.")
        }
    }

    /// Where a path of the partner's is.
    func address(_ path: String) async throws -> String {
        if let url = url.withLock({ $0 }) { return url + path }
        guard let url = try await database.url() else { throw NotYetOpen() }
        return url + path
    }
}

/// The bank says no, and will say so again.
struct CardDeclined: Error {}

/// The partner did not charge the card, this time.
struct ChargeFailed: Error, CustomStringConvertible {
    let status: UInt

    var description: String { "the partner answers \(status)" }
}

/// The shop has no partner but itself, and has never listened.
struct NotYetOpen: Error {}
