import Foundation
import Logging
import OTLP
import Testing
import ThroughlineViewer

/// Python's OpenTelemetry SDK sends all three signals to our receiver.
@Suite(.enabled(if: PythonProcess.isInstalled, "needs Scripts/setup-interop"), .timeLimit(.minutes(5)))
struct PythonSignalsTests {
    private struct Seen: Decodable {
        var traceID: String
        var spanID: String
    }

    @Test func spansLogsAndMetricsOfPythonArrive() async throws {
        let (ports, running) = AsyncStream.makeStream(of: Int.self)
        let receiver = Viewer(
            store: try TelemetryStore(),
            configuration: Viewer.Configuration(port: 0),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onRunning: { running.yield($0) }
        )
        let seen = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await receiver.run() }
            let port = try #require(await ports.first { _ in true })
            let output = try await PythonProcess.run(script: "signals.py", ["http://127.0.0.1:\(port)"])
            group.cancelAll()
            return try JSONDecoder().decode(Seen.self, from: Data(output.utf8))
        }
        #expect(receiver.statistics.refusedRequests == 0)

        let id = try #require(Trace.ID(hex: seen.traceID))
        let trace = try #require(await receiver.store.trace(id))
        let entries = trace.logs
        #expect(entries.map(\.data.body) == [.string("order placed"), .string("payment failed")])
        #expect(entries.allSatisfy { $0.spanID?.hex == seen.spanID && $0.serviceName == "python-shop" })
        #expect(entries.map(\.severity) == [.info, .error])
        #expect(try await receiver.store.untracedLogs().map(\.data.body) == [.string("starting")])

        let lines = TraceRenderer().render(trace, logs: entries).split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("   INFO  order placed  order=12  +") })
        #expect(lines.contains { $0.hasPrefix("   ERROR payment failed: ValueError: card expired") })

        var series: [MetricSeries] = []
        for name in ["shop.duration", "shop.exponential", "shop.orders", "shop.temperature"] {
            series.append(try #require(await receiver.store.series(named: name).first))
        }
        #expect(
            series.map(\.kind) == [
                .histogram(temporality: .cumulative), .exponentialHistogram(temporality: .cumulative),
                .sum(isMonotonic: true, temporality: .cumulative), .gauge,
            ]
        )
        #expect(series[2].attributes == [KeyValue(key: "paid", value: .bool(true))])
        #expect(series.allSatisfy { $0.scope.name == "shop.meter" && $0.scope.version == "1.2.3" })
        guard case .number(let orders) = series[2].last, case .number(let temperature) = series[3].last else {
            Issue.record("No number has come.")
            return
        }
        #expect(orders.value == .int(3) && temperature.value == .double(-1.5))
    }
}
