import Foundation
import Logging
import Metrics
import OTLP
import Testing
import Throughline
import ThroughlineViewer
import Tracing

/// A collector in Rust, https://rotel.dev, as its Python package brings it.
private enum Rotel {
    static let agent: String? = {
        let libraries = PythonProcess.root.appending(path: ".venv/lib")
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: libraries.path)) ?? []
        return versions.map { libraries.appending(path: "\($0)/site-packages/rotel/rotel-agent").path }
            .first(where: FileManager.default.isExecutableFile)
    }()
}

/// A collector of somebody else in the middle: our exporter sends to it, and it sends on to our receiver.
@Suite(.enabled(if: Rotel.agent != nil, "needs Scripts/setup-interop"), .timeLimit(.minutes(5)))
struct RotelTests {
    @Test(arguments: [Throughline.Configuration.Compression.none, .gzip])
    func theSameSpansLogRecordsAndMetricsComeOut(compression: Throughline.Configuration.Compression) async throws {
        let agent = try #require(Rotel.agent)
        let store = try TelemetryStore()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let (ports, running) = AsyncStream.makeStream(of: Int.self)
        let receiver = Viewer(
            store: store,
            configuration: Viewer.Configuration(port: 0),
            logger: logger,
            onRunning: { running.yield($0) }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await receiver.run() }
            let receiverPort = try #require(await ports.first { _ in true })
            let (collectorPort, otherPort) = Self.freePorts()
            let collector = try PythonProcess(
                program: agent,
                [
                    "start", "--otlp-http-endpoint", "127.0.0.1:\(collectorPort)",
                    "--otlp-grpc-endpoint", "127.0.0.1:\(otherPort)",
                    "--exporter", "otlp", "--otlp-exporter-protocol", "http",
                    "--otlp-exporter-endpoint", "http://127.0.0.1:\(receiverPort)",
                    "--otlp-exporter-compression", "gzip",
                ]
            )

            var configuration = Throughline.Configuration(serviceName: "shop")
            configuration.otlp.endpoint = .base("http://127.0.0.1:\(collectorPort)")
            configuration.otlp.compression = compression
            // The collector takes a moment to start. Until then connections are refused.
            configuration.otlp.timeout = .seconds(60)
            configuration.otlp.retry.maxAttempts = 100
            configuration.otlp.retry.initialBackoff = .milliseconds(100)
            configuration.otlp.retry.maxBackoff = .milliseconds(100)
            configuration.traces.batch.exportTimeout = .seconds(60)
            configuration.logs.batch.exportTimeout = .seconds(60)
            configuration.metrics.exportTimeout = .seconds(60)
            let sent = InMemorySpanExporter()
            configuration.traces.exporters = [.otlp, .custom(sent)]
            let sentLogs = InMemoryLogRecordExporter()
            configuration.logs.exporters = [.otlp, .custom(sentLogs)]
            let telemetry = Telemetry(configuration: configuration, logger: logger)
            Self.record(with: telemetry)
            telemetry.metrics.makeCounter(label: "shop.orders", dimensions: [("brand", "visa")]).increment(by: 3)
            await telemetry.forceFlush()
            #expect(telemetry.statistics.failed == 0)
            #expect(telemetry.statistics.logs.failed == 0)

            let expected = sent.spans.sorted { $0.spanID.lexicographicallyPrecedes($1.spanID) }
            #expect(expected.count == 51)
            let hasArrived = await store.wait(timeout: .seconds(60)) { try await $0.status().spans >= expected.count }
            if !hasArrived {
                await collector.end()
                let said = await collector.output.reduce(into: "") { $0 += $1 + "\n" }
                Issue.record("The collector kept the spans, and said: \(said)\(await collector.errorOutput())")
            }
            let arrived = try await store.traces().flatMap(\.spans)
                .sorted { $0.data.spanID.lexicographicallyPrecedes($1.data.spanID) }
            #expect(arrived.map(\.data) == expected)
            let resource = sent.requests.first?.resourceSpans.first?.resource
            #expect(arrived.allSatisfy { $0.resource == resource })
            #expect(arrived.allSatisfy { $0.scope.name == "InteropTests" })
            #expect(await store.wait(timeout: .seconds(60)) { try await !$0.series(named: "shop.orders").isEmpty })
            let series = try await store.series(named: "shop.orders").first
            #expect(series?.kind == .sum(isMonotonic: true, temporality: .cumulative))
            #expect(series?.attributes == [KeyValue(key: "brand", value: .string("visa"))])
            guard case .number(let point) = series?.last else { throw Missing() }
            #expect(point.value == .int(3))
            #expect(receiver.statistics.refusedRequests == 0)

            let lines = sentLogs.records
            #expect(lines.count == 21)
            #expect(await store.wait(timeout: .seconds(60)) { try await $0.status().logRecords >= lines.count })
            let entries = try await store.traces().flatMap(\.logs)
            #expect(Set(entries.map(\.data)) == Set(lines))
            #expect(entries.allSatisfy { $0.resource == resource && $0.scope.name == "shop.orders" })

            await telemetry.shutdown()
            await collector.end()
            group.cancelAll()
        }
    }

    private struct Missing: Error {}

    /// A trace with everything that a span can hold, and log records with everything that these can.
    private static func record(with telemetry: Telemetry) {
        let tracer = telemetry.tracer
        let order = tracer.startSpan("POST /orders", context: .topLevel, ofKind: .server)
        order.attributes["shop.paid"] = true
        order.attributes["shop.count"] = -1
        order.attributes["shop.large"] = Int64.max
        order.attributes["shop.weight"] = 0.1
        order.attributes["shop.items"] = ["tea", "Gebäck", ""]
        order.attributes["shop.sizes"] = [Int64(1), -2]
        for index in 1...50 {
            let item = tracer.startSpan("pack \(index)", context: order.context, ofKind: .producer)
            item.addEvent(SpanEvent(name: "packed", attributes: ["shelf": .int64(Int64(index))]))
            item.addLink(SpanLink(context: order.context, attributes: ["reason": "same order"]))
            if index.isMultiple(of: 10) { item.setStatus(SpanStatus(code: .error, message: "broken")) }
            item.end()
        }
        InstrumentationContext.$current.withValue(order.context) {
            let logger = Logger(label: "shop.orders") { telemetry.logHandler(label: $0, metadataProvider: nil) }
            for index in 1...20 {
                logger.notice(
                    "packed \(index)",
                    metadata: [
                        "shop.index": .stringConvertible(index), "shop.paid": .stringConvertible(false),
                        "shop.items": ["tea", ["kind": "Gebäck"], .stringConvertible(0.5)],
                    ]
                )
            }
            logger.error("broken", error: CancellationError(), metadata: ["event.name": "shop.broken"])
        }
        order.end()
    }

    /// Two ports on 127.0.0.1 that nobody listens on, most likely.
    ///
    /// They lie below those that the system gives to whoever asks for any port, as the other tests do all the time. They
    /// are not tried out here: a process that another test starts at that moment would inherit the listening socket, and
    /// keep the collector from the port.
    private static func freePorts() -> (Int, Int) {
        let port = Int.random(in: 10_000..<32_000)
        return (port, port + 1)
    }
}
