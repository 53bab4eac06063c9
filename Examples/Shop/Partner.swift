import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import Synchronization

/// Another shop, which this one asks over HTTP.
final class Partner: Sendable {
    private let client: HTTPClient
    private let url: Mutex<String?>

    init(url: String?, client: HTTPClient) {
        self.client = client
        self.url = Mutex(url.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 })
    }

    /// Where the partner is, if nobody has said so.
    func useIfNone(_ url: String) {
        self.url.withLock { $0 = $0 ?? url }
    }

    /// Asks the partner. AsyncHTTPClient makes a span for that, and its headers carry the trace on.
    func get(_ path: String) async throws -> Response {
        let request = HTTPClientRequest(url: (url.withLock { $0 } ?? "") + path)
        do {
            let answer = try await client.execute(request, timeout: .seconds(90))
            var headers: HTTPFields = [:]
            headers[.contentType] = answer.headers.first(name: "content-type")
            return Response(
                status: HTTPResponse.Status(code: Int(answer.status.code)),
                headers: headers,
                body: ResponseBody(asyncSequence: answer.body)
            )
        } catch {
            throw HTTPError(.badGateway, message: "The partner does not answer: \(error)")
        }
    }
}
