import Gzip
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import ThroughlineViewer

/// What a viewer sends on.
@Suite(.timeLimit(.minutes(1)))
struct ForwarderTests {
    /// A backend that answers as it is told, and keeps what it was sent.
    private final class Backend: Sendable {
        struct Request: Sendable {
            let path: String
            let headers: HTTPFields
            let body: [UInt8]
        }

        private let state: Mutex<(statuses: [HTTPResponse.Status], requests: [Request])>

        /// - Parameter statuses: the answers, one after the other; then 200.
        init(statuses: [HTTPResponse.Status] = []) {
            state = Mutex((statuses, []))
        }

        var requests: [Request] { state.withLock { $0.requests } }

        var router: Router<BasicRequestContext> {
            let router = Router()
            router.post("/otlp/v1/:signal") { request, _ in
                let body = try await request.body.collect(upTo: 1 << 20)
                let status = self.state.withLock { state in
                    state.requests.append(
                        Request(
                            path: request.uri.path,
                            headers: request.headers,
                            body: Array(body.readableBytesView)
                        )
                    )
                    return state.statuses.isEmpty ? .ok : state.statuses.removeFirst()
                }
                return Response(status: status, headers: [.retryAfter: "0"])
            }
            return router
        }
    }

    private func forward(
        to backend: Backend,
        retry: Forwarder.Retry = Forwarder.Retry(firstPause: .milliseconds(1)),
        _ body: (Forwarder) -> Void
    ) async throws -> Forwarder.Statistics {
        try await backend.router.serve { port in
            let target = try #require(
                ForwardingTarget(url: "http://127.0.0.1:\(port)/otlp/", headers: [("Api-Key", "secret")])
            )
            let forwarder = Forwarder(
                target: target,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                maxBytes: 1_000,
                retry: retry
            )
            body(forwarder)
            forwarder.finish()
            try await forwarder.run()
            return forwarder.statistics
        }
    }

    @Test func `A request arrives as it came, compressed, with the headers that were asked for`() async throws {
        let backend = Backend()
        let statistics = try await forward(to: backend) { forwarder in
            forwarder.submit([1, 2, 3], .traces, .protobuf)
            forwarder.submit(Array("{}".utf8), .logs, .json)
        }
        #expect(statistics == Forwarder.Statistics(sent: 2))
        let requests = backend.requests
        #expect(requests.map(\.path) == ["/otlp/v1/traces", "/otlp/v1/logs"])
        #expect(requests.map { $0.headers[.contentType] } == ["application/x-protobuf", "application/json"])
        #expect(try requests.map { try Gzip.decompress($0.body, limit: 100) } == [[1, 2, 3], Array("{}".utf8)])
        for request in requests {
            #expect(request.headers[.contentEncoding] == "gzip")
            #expect(request.headers[HTTPField.Name("Api-Key")!] == "secret")
            #expect(request.headers[HTTPField.Name(ForwardingTarget.mark)!] == "1")
        }
    }

    @Test(arguments: [429, 502, 503, 504])
    func `What the backend cannot take now is sent again`(status: Int) async throws {
        let backend = Backend(statuses: [.init(code: status), .init(code: status)])
        let statistics = try await forward(to: backend) { $0.submit([1], .metrics, .protobuf) }
        #expect(statistics == Forwarder.Statistics(sent: 1))
        #expect(backend.requests.count == 3)
    }

    @Test(arguments: [301, 400, 401, 404, 413, 500])
    func `What the backend does not want is not sent again, and the next is`(status: Int) async throws {
        let backend = Backend(statuses: [.init(code: status)])
        let statistics = try await forward(to: backend) { forwarder in
            forwarder.submit([1], .traces, .protobuf)
            forwarder.submit([2], .traces, .protobuf)
        }
        #expect(statistics == Forwarder.Statistics(sent: 1, failed: 1))
        #expect(backend.requests.count == 2)
    }

    @Test func `What is not taken for too long is given up`() async throws {
        let backend = Backend(statuses: [.serviceUnavailable])
        let statistics = try await forward(to: backend, retry: Forwarder.Retry(giveUpAfter: .zero)) { forwarder in
            forwarder.submit([1], .traces, .protobuf)
        }
        #expect(statistics == Forwarder.Statistics(failed: 1))
    }

    @Test func `What waits is bounded, and so is its end`() async throws {
        let statistics = try await forward(to: Backend()) { forwarder in
            forwarder.submit([UInt8](repeating: 0, count: 900), .traces, .protobuf)
            forwarder.submit([UInt8](repeating: 0, count: 101), .traces, .protobuf)
            forwarder.submit([UInt8](repeating: 0, count: 100), .traces, .protobuf)
            forwarder.finish()
            forwarder.submit([], .traces, .protobuf)
        }
        #expect(statistics == Forwarder.Statistics(sent: 2, dropped: 2))
    }

    @Test(arguments: [
        "", "collector:4318", "ftp://collector", "http://", "http:///v1", "http://:4318", "https://user:key@collector",
        "http://collector?key=secret", "http://collector#x", "http://col lector", "http://col\nlector",
    ])
    func `What is no URL of a collector is none`(url: String) {
        #expect(ForwardingTarget(url: url) == nil)
    }
}
