import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import Metrics
import MetricsTestKit
import NIOCore
import NIOHTTP1
import OTLP
import SpanRecording
import Synchronization
import TestSupport
import Testing
import Throughline
import ThroughlineAsyncHTTPClient
import ThroughlineHTTP
import Tracing

/// With the SDK of this project as the tracing backend, and a server that is not this project's.
@Suite("The trace that goes out", .timeLimit(.minutes(5)))
struct PropagationTests {
    private let exporter = InMemorySpanExporter()
    private let telemetry: Telemetry

    init() { telemetry = Telemetry(recordingInto: exporter) }

    /// The headers of a request as they arrive.
    private func received(
        _ headers: HTTPHeaders = [:],
        within context: InstrumentationContext = .topLevel
    ) async throws -> [String: [String]] {
        try await PlainServer.run { server in
            try await withTracer(telemetry.tracer) {
                try await withTracedHTTPClient { client in
                    _ = try await InstrumentationContext.$current.withValue(context) {
                        try await client.get(url: server.url, headers: headers)
                    }
                }
            }
            await telemetry.forceFlush()
            let request = try #require(server.requests.first)
            return Dictionary(grouping: request.headers, by: { $0.name.lowercased() }).mapValues { $0.map(\.value) }
        }
    }

    @Test("has the ids of the one span that there is")
    func traceParent() async throws {
        let headers = try await received()
        let span = try #require(exporter.spans.first)
        #expect(exporter.spans.count == 1)
        #expect(span.kind == .client)
        #expect(headers["traceparent"] == [span.traceParent])
    }

    @Test("replaces the one that the caller has passed on")
    func replaced() async throws {
        let headers = try await received([
            "TraceParent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "TraceState": "old=1",
        ])
        let span = try #require(exporter.spans.first)
        #expect(headers["traceparent"] == [span.traceParent])
        #expect(headers["tracestate"] == nil)
    }

    @Test("goes on where it came from")
    func continued() async throws {
        var context = InstrumentationContext.topLevel
        let incoming: HTTPFields = [
            .init("traceparent")!: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            .init("tracestate")!: "vendor=1", .init("baggage")!: "tenant=a%20b",
        ]
        telemetry.tracer.extract(incoming, into: &context, using: HTTPFieldsCarrier())
        let headers = try await received(within: context)
        #expect(headers["traceparent"]?.first?.hasPrefix("00-0af7651916cd43dd8448eb211c80319c-") == true)
        #expect(headers["tracestate"] == ["vendor=1"])
        #expect(headers["baggage"] == ["tenant=a%20b"])
    }

    /// Drops every span, and remembers what was known of it.
    private final class Curious: Sampler {
        private let names = Mutex<[String]>([])
        let description = "curious"

        var seen: [String] { names.withLock { $0 } }

        func sample(_ candidate: SpanCandidate) -> SamplingResult {
            names.withLock { $0 += candidate.attributes.map(\.name) }
            return SamplingResult(.drop)
        }
    }

    @Test("says that the trace is not sampled, and the sampler was told what the convention wants it to know")
    func unsampled() async throws {
        let sampler = Curious()
        var configuration = Configuration()
        configuration.traces.exporters = [.custom(exporter)]
        configuration.traces.sampler = sampler
        let telemetry = Telemetry(configuration: configuration)
        let metrics = TestMetrics()
        try await PlainServer.run { server in
            try await withTracer(telemetry.tracer) {
                try await withMetricsFactory(metrics) {
                    try await withTracedHTTPClient { client in _ = try await client.get(url: server.url) }
                }
            }
            await telemetry.forceFlush()
            let sent = try #require(server.requests.first?.values("traceparent"))
            #expect(sent.count == 1)
            #expect(sent.first?.hasSuffix("-02") == true)
        }
        #expect(exporter.spans.isEmpty)
        #expect(metrics.timers.count == 1)
        #expect(
            Set(sampler.seen).isSuperset(of: ["http.request.method", "server.address", "server.port", "url.full"])
        )
    }

    @Test("goes on at a server that is asked by hand")
    func byHand() async throws {
        try await PlainServer.run { server in
            var configuration = HTTPClient.Configuration()
            configuration.tracing.tracer = nil
            try await HTTPClient.withHTTPClient(configuration: configuration) { client in
                try await withTracer(telemetry.tracer) {
                    try await withSpan("work") { work in
                        var request = HTTPClientRequest(url: server.url)
                        request.headers.injectTrace()
                        _ = try await client.execute(request, timeout: .seconds(30))
                    }
                }
            }
            await telemetry.forceFlush()
            let work = try #require(exporter.spans.first)
            #expect(server.requests.first?.values("traceparent") == [work.traceParent])
        }
    }

    @Test("arrives at Hummingbird, over one connection after another")
    func hummingbird() async throws {
        let router = Router()
        router.get("trace") { request, _ in
            request.headers[values: .init("traceparent")!].joined(separator: " ")
        }
        let answers = try await router.serve { port in
            try await withTracer(telemetry.tracer) {
                try await withTracedHTTPClient { client in
                    var answers: [String] = []
                    for _ in 0..<3 {
                        let response = try await client.get(
                            url: "http://127.0.0.1:\(port)/trace",
                            urlTemplate: "/trace"
                        )
                        answers.append(try await String(buffer: response.body.collect(upTo: 1_000)))
                    }
                    return answers
                }
            }
        }
        await telemetry.forceFlush()
        #expect(Set(answers) == Set(exporter.spans.map(\.traceParent)))
        #expect(exporter.spans.map(\.name) == ["GET /trace", "GET /trace", "GET /trace"])
    }
}

extension OTLP.Span {
    /// The header that speaks of this span. Its trace is sampled, and its id is random (03).
    fileprivate var traceParent: String { "00-\(traceID.hex)-\(spanID.hex)-03" }
}

extension [UInt8] {
    fileprivate var hex: String {
        map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0\(digits)" : digits
        }.joined()
    }
}
