import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import ThroughlineAsyncHTTPClient
import ThroughlineJobs
import WireText

/// How a stored message is posted, once.
struct Delivery: Sendable {
    let url: @Sendable () async throws -> String
    let client: TracedHTTPClient
    let headers: HTTPHeaders
    let timeout: Duration
    let longestRetryAfter: Duration

    /// - Throws: ``DeliveryRefused``, as it is, or with what is to become of the message; what the client throws.
    func post(_ payload: [UInt8], _ context: InboxContext) async throws {
        var request = HTTPClientRequest(url: try await url())
        request.method = .POST
        request.headers = headers
        request.headers.replaceOrAdd(name: "content-type", value: "application/json")
        request.headers.replaceOrAdd(name: "idempotency-key", value: context.id.description)
        request.body = .bytes(payload)
        let response = try await client.execute(
            request,
            timeout: TimeAmount(timeout),
            logger: context.logger
        )
        // So that the connection can be used again. What the body says is nobody's concern, nor whether it comes.
        _ = try? await bounded(by: longestBody) { try await response.body.collect(upTo: largestBody) }
        try check(response)
    }

    private func check(_ response: HTTPClientResponse) throws {
        // A client that follows redirects asks with a GET after some of them (RFC 9110, sections 15.4.2 to 15.4.4), in which there is
        // no message: what is answered to that says nothing of it.
        let answer = response.history.last { $0.request.method == .POST }?.responseHead
        let status = Int((answer?.status ?? response.status).code)
        guard !(200..<300).contains(status) else { return }
        let error = DeliveryRefused(status: status)
        // RFC 9110, sections 15.5.9 and 15.6; RFC 8470, section 5.2; RFC 6585, section 4
        guard [408, 425, 429].contains(status) || status >= 500 else { throw PermanentFailure(error) }
        let now = Int64(Date().timeIntervalSince1970)
        let headers = answer?.headers ?? response.headers
        guard let value = headers.first(name: "retry-after"), let delay = RetryAfter.delay(value, now: now) else {
            throw error
        }
        throw RetryLater(error, after: min(delay, longestRetryAfter))
    }
}

/// The other service did not take a message.
public struct DeliveryRefused: Error, Hashable, CustomStringConvertible {
    /// The status that it answered with.
    public let status: Int

    public var description: String { "the other service answers \(status)" }
}

/// Of an answer's body, in bytes.
private let largestBody = 64 << 10
/// How long it is waited for.
private let longestBody = Duration.seconds(5)
