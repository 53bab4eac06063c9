import Gzip
import OTLP
import Testing
import ThroughlineViewer

/// What is accepted of the other two signals, over real HTTP.
@Suite(.timeLimit(.minutes(5)))
struct MetricsAndLogsTests {
    private let logs = ExportLogsServiceRequest(resourceLogs: [
        resourceLogs([record("paid", .info, ["order": 12]), record("started", span: 0, trace: [])])
    ])
    private let metrics = ExportMetricsServiceRequest(resourceMetrics: [
        resourceMetrics([
            gauge("shop.queue.depth", 3),
            Metric(
                name: "shop.order.duration",
                unit: "s",
                data: .histogram(
                    Histogram(
                        dataPoints: [HistogramDataPoint(count: 1, sum: 2, bucketCounts: [0, 1], explicitBounds: [1])],
                        aggregationTemporality: .cumulative
                    )
                )
            ),
        ])
    ])

    @Test(arguments: ["application/x-protobuf", "application/json"], ["gzip", "identity"])
    func `Logs are kept`(type: String, coding: String) async throws {
        try await RunningViewer.with { server in
            var body = type == "application/json" ? try logs.json() : try logs.protobuf()
            if coding == "gzip" { body = try Gzip.compress(body) }
            let answer = try await server.post(body, to: "/v1/logs", type: type, coding: coding)
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == type)
            #expect(try answer.decode(ExportLogsServiceResponse.self) == ExportLogsServiceResponse())

            let id = try #require(Trace.ID(bytes: shopTrace))
            let entry = try #require(await server.store.logs(of: id).first)
            #expect(entry.data == logs.resourceLogs[0].scopeLogs[0].logRecords[0])
            #expect(entry.serviceName == "shop" && entry.scope.name == "test")
            #expect(try await server.store.untracedLogs().map(\.data.body) == [.string("started")])
            #expect(server.viewer.statistics.logRecords == 2)
            #expect(try await server.store.status().spans == 0)
        }
    }

    @Test(arguments: ["application/x-protobuf", "application/json"], ["gzip", "identity"])
    func `Metrics are kept`(type: String, coding: String) async throws {
        try await RunningViewer.with { server in
            var body = type == "application/json" ? try metrics.json() : try metrics.protobuf()
            if coding == "gzip" { body = try Gzip.compress(body) }
            let answer = try await server.post(body, to: "/v1/metrics", type: type, coding: coding)
            #expect(answer.status == 200)
            #expect(try answer.decode(ExportMetricsServiceResponse.self) == ExportMetricsServiceResponse())

            #expect(try await server.store.series(named: "shop.order.duration").count == 1)
            let depth = try #require(await server.store.series(named: "shop.queue.depth").first)
            #expect(depth.last == .number(NumberDataPoint(timeUnixNano: epoch, value: .int(3))))
            #expect(depth.unit == "1" && depth.kind == .gauge && depth.scope.name == "test")
            #expect(server.viewer.statistics.dataPoints == 2)
        }
    }

    @Test func `What of the metrics is not valid is rejected and the rest kept`() async throws {
        let point = NumberDataPoint(timeUnixNano: epoch, value: .int(1))
        let request = ExportMetricsServiceRequest(resourceMetrics: [
            resourceMetrics([
                gauge("good", 1),
                gauge("", 1),
                Metric(name: "since.when", data: .sum(Sum(dataPoints: [point, point]))),
                Metric(name: "nothing"),
            ])
        ])
        try await RunningViewer.with { server in
            let answer = try await server.post(try request.json(), to: "/v1/metrics", type: "application/json")
            #expect(answer.status == 200)
            let partial = try #require(try answer.decode(ExportMetricsServiceResponse.self).partialSuccess)
            #expect(partial.rejectedDataPoints == 3)
            #expect(
                partial.errorMessage == """
                    Data points were rejected: 1 because the metric has no name; \
                    2 because aggregation_temporality is unspecified.
                    """
            )
            #expect(try await server.store.series(named: "good").count == 1)
            let status = try await server.store.status()
            #expect(status.dataPoints == 1 && status.rejected.dataPoints == 3)
        }
    }

    @Test func `A log record that is larger than the store is rejected and the others kept`() async throws {
        let request = ExportLogsServiceRequest(resourceLogs: [
            resourceLogs([record(String(repeating: "x", count: 100_000)), record("short")])
        ])
        try await RunningViewer.with(limits: TelemetryStore.Limits(maxBytes: 1 << 20)) { server in
            let answer = try await server.post(try request.protobuf(), to: "/v1/logs")
            #expect(answer.status == 200)
            let partial = try #require(try answer.decode(ExportLogsServiceResponse.self).partialSuccess)
            #expect(partial.rejectedLogRecords == 1)
            #expect(!partial.errorMessage.isEmpty)
            #expect(try await server.store.status().logRecords == 1)
        }
    }

    @Test(arguments: ["/v1/metrics", "/v1/logs"], ["application/x-protobuf", "application/json"])
    func `What cannot be read is refused`(path: String, type: String) async throws {
        try await RunningViewer.with(maxBodySize: 1_000, maxDecompressedSize: 2_000) { server in
            #expect(try await server.post([0xFF, 0xFF, 0x01], to: path, type: type).status == 400)
            #expect(try await server.post(Array("{\"x".utf8), to: path, type: type).status == 400)
            let large = [UInt8](repeating: 0x20, count: 1_001)
            #expect(try await server.post(large, to: path, type: type).status == 413)
            let bomb = try Gzip.compress([UInt8](repeating: 0x20, count: 100_000))
            #expect(try await server.post(bomb, to: path, type: type, coding: "gzip").status == 413)
            #expect(try await server.post([], to: path, type: "text/plain").status == 415)
            #expect(server.viewer.statistics.refusedRequests == 5)
        }
    }

    @Test(arguments: ["/v1/metrics", "/v1/logs"])
    func `JSON that is nested without end is refused`(path: String) async throws {
        let depth = 100_000
        let value = String(repeating: #"{"arrayValue":{"values":["#, count: depth)
        let body =
            path == "/v1/logs"
            ? #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":\#(value)"#
            : #"{"resourceMetrics":[{"resource":{"attributes":[{"key":"a","value":\#(value)"#
        try await RunningViewer.with { server in
            let answer = try await server.post(Array(body.utf8), to: path, type: "application/json")
            #expect(answer.status == 400)
        }
    }
}
