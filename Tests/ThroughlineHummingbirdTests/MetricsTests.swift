import HTTPTypes
import Hummingbird
import HummingbirdTesting
import InMemoryTracing
import Metrics
import MetricsTestKit
import NIOCore
import OTLP
import Testing
import Throughline
import ThroughlineHummingbird
import Tracing

@Suite("Metrics of a Hummingbird server", .timeLimit(.minutes(5)))
struct MetricsTests {
    private let metrics = TestMetrics()
    private let tracer: any Tracer = InMemoryTracer()

    private func send(
        _ uri: String,
        method: HTTPRequest.Method = .get,
        headers: HTTPFields = [:],
        body: String? = nil,
        options: HTTPServerOptions = HTTPServerOptions(),
        through tracer: (any Tracer)? = nil
    ) async throws {
        let router = Router(context: ConnectedRequestContext.self)
        router.add(middleware: TelemetryMiddleware(options: options))
        router.get(
            "orders/{id}",
            use: traced { [metrics] _, _ in
                #expect(metrics.meters(label: "http.server.active_requests").first?.lastValue == 1)
                return "fine"
            }
        )
        router.post("orders") { request, _ in try await request.body.collect(upTo: 1 << 20) }
        router.get("boom") { _, _ -> String in throw Boom() }
        router.get("busy") { _, _ in HTTPResponse.Status.serviceUnavailable }
        router.get("stream") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    for _ in 1...3 { try await writer.write(ByteBuffer(string: "chunk")) }
                    try await writer.finish(nil)
                }
            )
        }
        try await withMetricsFactory(metrics) {
            try await withTracer(tracer ?? self.tracer) {
                try await Application(router: router).test(.live) { client in
                    _ = try await client.execute(
                        uri: uri,
                        method: method,
                        headers: headers,
                        body: body.map { ByteBuffer(string: $0) }
                    )
                }
            }
        }
    }

    /// The dimensions of the only series of a metric, and how many values it has.
    private func timer() throws -> (dimensions: [String: String], count: Int) {
        let timers = metrics.timers(label: "http.server.request.duration")
        #expect(timers.count == 1)
        let timer = try #require(timers.first)
        return (Dictionary(uniqueKeysWithValues: timer.dimensions), timer.values.count)
    }

    @Test("The duration's example leads to the request's trace")
    func exemplar() async throws {
        let (spans, measurements) = (InMemorySpanExporter(), InMemoryMetricExporter())
        var configuration = Configuration(serviceName: "shop")
        configuration.traces.exporters = [.custom(spans)]
        configuration.logs.exporters = []
        configuration.metrics.exporters = [.custom(measurements)]
        let telemetry = Telemetry(configuration: configuration)
        let router = Router(context: ConnectedRequestContext.self)
        router.add(middleware: TelemetryMiddleware())
        router.get("orders") { _, _ in "fine" }
        try await withMetricsFactory(telemetry.metrics) {
            try await withTracer(telemetry.tracer) {
                try await Application(router: router).test(.live) { client in
                    _ = try await client.execute(uri: "/orders", method: .get)
                }
            }
        }
        await telemetry.shutdown()
        let metric = try #require(measurements.metric("http.server.request.duration"))
        guard case .histogram(let histogram)? = metric.data else { Issue.record("\(metric)"); return }
        let span = try #require(spans.spans.first)
        #expect(histogram.dataPoints.first?.exemplars.map(\.traceID) == [span.traceID])
        #expect(histogram.dataPoints.first?.exemplars.map(\.spanID) == [span.spanID])
    }

    @Test("The duration has the span's attributes of low cardinality")
    func duration() async throws {
        try await send("/orders/7?page=2")
        let (dimensions, count) = try timer()
        #expect(
            dimensions == [
                "http.request.method": "GET", "url.scheme": "http", "http.route": "/orders/{id}",
                "http.response.status_code": "200", "network.protocol.version": "1.1",
            ]
        )
        #expect(count == 1)
    }

    @Test(
        "A failure is measured as well, with its kind",
        arguments: [("/boom", "500", "ThroughlineHummingbirdTests.Boom"), ("/busy", "503", "503")]
    )
    func failure(uri: String, status: String, errorType: String) async throws {
        try await send(uri)
        let (dimensions, count) = try timer()
        #expect(dimensions["http.response.status_code"] == status)
        #expect(dimensions["error.type"] == errorType)
        #expect(count == 1)
    }

    @Test("What no route matches is measured without one")
    func notFound() async throws {
        try await send("/nowhere/7")
        let (dimensions, _) = try timer()
        #expect(dimensions["http.response.status_code"] == "404")
        #expect(dimensions["http.route"] == nil)
        #expect(dimensions["error.type"] == nil)
    }

    @Test("A streaming body is measured when it has ended, in bytes too")
    func streaming() async throws {
        try await send("/stream")
        #expect(try timer().count == 1)
        let sizes = metrics.recorders(label: "http.server.response.body.size")
        #expect(sizes.flatMap(\.values) == [15])
    }

    @Test("Sizes of bodies are those of the bodies")
    func sizes() async throws {
        try await send("/orders", method: .post, body: "12345678")
        #expect(metrics.recorders(label: "http.server.request.body.size").flatMap(\.values) == [8])
        #expect(metrics.recorders(label: "http.server.response.body.size").flatMap(\.values) == [8])
    }

    @Test("Requests are active until they are answered", arguments: ["/orders/7", "/boom", "/stream", "/nowhere"])
    func active(uri: String) async throws {
        try await send(uri)
        let meters = metrics.meters(label: "http.server.active_requests")
        #expect(meters.count == 1)
        let meter = try #require(meters.first)
        #expect(
            Dictionary(uniqueKeysWithValues: meter.dimensions) == ["http.request.method": "GET", "url.scheme": "http"]
        )
        #expect(meter.lastValue == 0)
    }

    @Test("They do not need a tracing backend")
    func noTracer() async throws {
        try await send("/stream", through: NoOpTracer())
        #expect(try timer().count == 1)
        #expect(metrics.recorders(label: "http.server.response.body.size").flatMap(\.values) == [15])
    }

    @Test("An excluded request leaves none")
    func excluded() async throws {
        var options = HTTPServerOptions()
        options.excluded = ["/stream", "/orders/{id}"]
        try await send("/stream", options: options)
        try await send("/nowhere", options: options)
        #expect(try timer().count == 1)
        #expect(metrics.meters(label: "http.server.active_requests").count == 1)
    }

    @Test("A method that nobody knows makes no new series")
    func otherMethod() async throws {
        var options = HTTPServerOptions()
        options.knownMethods = ["POST"]
        try await send("/stream", options: options)
        #expect(try timer().dimensions["http.request.method"] == "_OTHER")
    }
}
