import Metrics
import MetricsTestKit
import SpanRecording
import TestSupport
import Testing
import ThroughlineHTTP

@Suite("The metrics of requests that a client sends")
struct HTTPClientMetricsTests {
    private let metrics = TestMetrics()
    private let scope = InstrumentationScope(name: "test")

    private struct Refused: Error {}

    private func measure(
        template: String? = nil,
        bodySize: Int? = nil,
        options: HTTPClientOptions = HTTPClientOptions(),
        _ body: (HTTPClientSpan) -> Void
    ) {
        withMetricsFactory(metrics) {
            let span = HTTPClientSpan(
                method: "GET",
                url: "https://shop.example/users/1",
                by: HTTPClientInstrumentation(scope: scope, options: options),
                urlTemplate: template,
                bodySize: bodySize
            )
            body(span)
            span.end()
            span.end()
        }
    }

    private let server = [
        ("http.request.method", "GET"), ("server.address", "shop.example"), ("server.port", "443"),
    ]

    @Test("say how long a request took, also where no span is recorded")
    func duration() throws {
        measure { $0.receive(status: 200, protocolVersion: "1.1") }
        let timer = try metrics.expectTimer(
            "http.client.request.duration",
            server + [("http.response.status_code", "200"), ("network.protocol.version", "1.1")]
        )
        #expect(timer.values.count == 1)
    }

    @Test("say which requests failed by their status")
    func status() throws {
        measure { $0.receive(status: 404) }
        _ = try metrics.expectTimer(
            "http.client.request.duration",
            server + [("error.type", "404"), ("http.response.status_code", "404")]
        )
    }

    @Test("say which requests have had no response")
    func failure() throws {
        measure { $0.fail(Refused(), type: "connection_refused") }
        _ = try metrics.expectTimer("http.client.request.duration", server + [("error.type", "connection_refused")])
    }

    @Test("count a cancelled request, but not as a failure")
    func cancellation() throws {
        measure { $0.fail(CancellationError()) }
        #expect(try metrics.expectTimer("http.client.request.duration", server).values.count == 1)
    }

    @Test("count the requests that are on their way")
    func active() throws {
        measure { _ in }
        #expect(try metrics.expectMeter("http.client.active_requests", server).values == [1, 0])
    }

    @Test("have the template of the URL where there is one, and its scheme on request")
    func template() throws {
        measure(template: "/users/{id}", options: .with { $0.optIn = [.urlScheme] }) { _ in }
        let attributes = server + [("url.scheme", "https"), ("url.template", "/users/{id}")]
        _ = try metrics.expectTimer("http.client.request.duration", attributes)
        _ = try metrics.expectMeter("http.client.active_requests", attributes)
    }

    @Test("have the sizes of bodies on request")
    func bodySizes() throws {
        measure(bodySize: 7) { $0.receive(status: 200, headers: [(name: "Content-Length", value: "3")]) }
        #expect(metrics.recorders.isEmpty)

        measure(bodySize: 7, options: .with { $0.optIn = [.bodySizes] }) {
            $0.receive(status: 200, headers: [(name: "Content-Length", value: "3")])
        }
        let attributes = server + [("http.response.status_code", "200")]
        #expect(try metrics.expectRecorder("http.client.request.body.size", attributes).values == [7])
        #expect(try metrics.expectRecorder("http.client.response.body.size", attributes).values == [3])
    }

    @Test("have no size where there is none to know", arguments: [("x", 200), ("-1", 200), ("3", 304), ("3", 204)])
    func unknownSizes(length: String, status: Int) {
        measure(options: .with { $0.optIn = [.bodySizes] }) {
            $0.receive(status: status, headers: [(name: "Content-Length", value: length)])
        }
        #expect(metrics.recorders.isEmpty)
    }
}
