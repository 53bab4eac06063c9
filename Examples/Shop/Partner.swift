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
    private let url: Mutex<String?>

    init(url: String?, client: TracedHTTPClient) {
        self.client = client
        self.url = Mutex(url.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 })
    }

    /// Where the partner is, if nobody has said so.
    func useIfNone(_ url: String) {
        self.url.withLock { $0 = $0 ?? url }
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
        let request = HTTPClientRequest(url: (url.withLock { $0 } ?? "") + path)
        do {
            return try await client.execute(request, timeout: .seconds(90), urlTemplate: template)
        } catch {
            throw HTTPError(.badGateway, message: "The partner does not answer.")
        }
    }
}
