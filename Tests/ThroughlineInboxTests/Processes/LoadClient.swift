import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// Sends numbered requests as a client does that wants each accepted: again, with the same idempotency key, until there is a 202.
struct LoadClient {
    let server: ServerAddress
    let path: String

    /// What became of the requests.
    struct Accepted: Sendable {
        /// The ids that they were answered with, by their numbers.
        var ids: [Int: String] = [:]
        /// How many answers said that the request was there already.
        var replays = 0
    }

    /// Sends the numbers below `count`, those with the same remainder one after the other, all remainders at once.
    func send(_ numbers: Range<Int>, remainders: Int) async throws -> Accepted {
        var configuration = HTTPClient.Configuration()
        // A server that is gone has another address when it is there again.
        configuration.connectionPool.retryConnectionEstablishment = false
        return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            try await withThrowingTaskGroup(of: Accepted.self) { group in
                for remainder in 0..<remainders {
                    group.addTask {
                        var accepted = Accepted()
                        for number in numbers where number % remainders == remainder {
                            let (id, isReplay) = try await send(number, with: client)
                            accepted.ids[number] = id
                            accepted.replays += isReplay ? 1 : 0
                        }
                        return accepted
                    }
                }
                return try await group.reduce(into: Accepted()) { all, part in
                    all.ids.merge(part.ids) { first, _ in first }
                    all.replays += part.replays
                }
            }
        }
    }

    private func send(_ number: Int, with client: HTTPClient) async throws -> (id: String, isReplay: Bool) {
        struct Answer: Decodable { var id: String }
        while true {
            try Task.checkCancellation()
            if let url = server.current, let (response, body) = try? await post(number, to: url, with: client) {
                // Anything but a promise, or a plea to come later, is a failure of the server's.
                guard response.status == .accepted || response.status == .serviceUnavailable else {
                    throw Refused(status: response.status.code, body: String(buffer: body))
                }
                if response.status == .accepted {
                    let answer = try JSONDecoder().decode(Answer.self, from: body)
                    return (answer.id, response.headers.contains(name: "Idempotency-Replayed"))
                }
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private func post(_ number: Int, to url: String, with client: HTTPClient) async throws -> (
        HTTPClientResponse, ByteBuffer
    ) {
        var request = HTTPClientRequest(url: url + path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Idempotency-Key", value: "\(number)")
        // The client's own span, as LineTracer writes it: each request has its number for a trace.
        request.headers.add(name: "line", value: "\(Self.trace(of: number))-\(Self.span(of: number))")
        request.body = .bytes(ByteBuffer(string: #"{"number":\#(number)}"#))
        let response = try await client.execute(request, timeout: .seconds(30))
        return (response, try await response.body.collect(upTo: 1 << 16))
    }

    static func trace(of number: Int) -> UInt64 { UInt64(number) + 1 }
    static func span(of number: Int) -> UInt64 { UInt64(number) + 1_000_000_000 }

    struct Refused: Error {
        let status: UInt
        let body: String
    }
}
