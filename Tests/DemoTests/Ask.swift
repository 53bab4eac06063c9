import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Sends a shop one request, over a connection of its own.
func ask(_ method: HTTPMethod, _ path: String, _ body: String? = nil, of url: String) async throws -> (
    status: Int, body: String
) {
    var request = HTTPClientRequest(url: url + path)
    request.method = method
    request.headers.add(name: "Connection", value: "close")
    if let body { request.body = .bytes(ByteBuffer(string: body)) }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
    return (Int(response.status.code), try await String(buffer: response.body.collect(upTo: 1 << 20)))
}
