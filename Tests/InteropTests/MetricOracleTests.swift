import Foundation
import MetricRecording
import Metrics
import OTLP
import SemanticConventions
import TestSupport
import Testing
import Throughline

/// What we make of measurements, beside what OpenTelemetry's SDK for Python makes of the same: `Python/metrics.py` compares.
@Suite(.enabled(if: PythonProcess.isInstalled, "needs Scripts/setup-interop"))
struct MetricOracleTests {
    private struct Case: Encodable {
        var boundaries: [Double]?
        var maxSize: Int?
        var maxScale: Int?
        var values: [Double]

        var aggregation: Throughline.Aggregation {
            if let boundaries { return .explicitBuckets(boundaries: boundaries) }
            return .exponentialBuckets(maxSize: maxSize ?? 160, maxScale: maxScale ?? 20)
        }
    }

    @Test func bucketsScalesAndPatternsAreThoseOfPythonsSDK() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "throughline-metrics-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }

        let cases = Self.cases()
        for (index, oracle) in cases.enumerated() {
            try await Self.request(for: oracle).write(to: directory.appending(path: "\(index).pb"))
        }
        try JSONEncoder().encode(cases).write(to: directory.appending(path: "cases.json"))
        var patterns: [Any] = []
        for pattern in Self.patterns {
            for name in Self.names { patterns.append([pattern, name, await Self.matches(pattern, name)] as [Any]) }
        }
        try JSONSerialization.data(withJSONObject: patterns).write(to: directory.appending(path: "patterns.json"))

        let said = try await PythonProcess.run(script: "metrics.py", [directory.path])
        #expect(said == "\(cases.count) \(patterns.count)\n")
    }

    /// Ordinary values, boundaries themselves, powers of two and their neighbours, and the ends of the range of numbers.
    private static func cases() -> [Case] {
        var random = SeededGenerator(seed: 7)
        var cases: [Case] = []
        let boundaries = [-5, 0, 0.005, 0.1, 1, 2.5, 10, 1000]
        cases.append(
            Case(boundaries: boundaries, values: boundaries + boundaries.map(\.nextUp) + boundaries.map(\.nextDown))
        )
        cases.append(Case(boundaries: [], values: [1, 2]))
        for _ in 0..<20 {
            cases.append(
                Case(boundaries: boundaries, values: (0..<200).map { _ in .random(in: -10...2000, using: &random) })
            )
        }
        let ends = [Double.leastNormalMagnitude, .greatestFiniteMagnitude, 1]
        cases.append(Case(maxSize: 160, maxScale: 20, values: ends))
        cases.append(Case(maxSize: 2, maxScale: 20, values: ends))
        for scale in [-10, -3, 0, 1, 4, 12, 20] {
            let powers = stride(from: -40.0, through: 40, by: 3).map { exp2($0) }
            let values = powers + powers.map(\.nextUp) + powers.map(\.nextDown) + powers.map { -$0 } + [0, 0]
            cases.append(Case(maxSize: 160, maxScale: scale, values: values))
        }
        for size in [2, 3, 10, 160, 1000] {
            for spread in [0.001, 1, 20, 300] {
                let values = (0..<150).map { _ in exp(Double.random(in: -spread...spread, using: &random)) }
                cases.append(Case(maxSize: size, maxScale: 20, values: values))
                cases.append(Case(maxSize: size, maxScale: 20, values: values.map { $0 < 1 ? -$0 : $0 } + [0]))
            }
        }
        cases.append(Case(maxSize: 160, maxScale: 20, values: [3.5]))
        return cases
    }

    private static let patterns = [
        "*", "?", "http.*", "*.duration", "HTTP.server.*", "http.?erver*", "http.server.request.duration", "*e*e*",
        "a*b",
        "http", "**", "h?*n",
    ]
    private static let names = [
        "http.server.request.duration", "http.client.duration", "a", "ab", "axxb", "http", "HTTP.x",
    ]

    private static func telemetry(_ view: Throughline.View, _ exporter: InMemoryMetricExporter) -> Telemetry {
        var configuration = Throughline.Configuration(serviceName: "oracle")
        configuration.traces.exporters = []
        configuration.metrics.exporters = [.custom(exporter)]
        configuration.metrics.views = [view]
        return Telemetry(configuration: configuration)
    }

    private static func request(for oracle: Case) async throws -> Data {
        let exporter = InMemoryMetricExporter()
        let telemetry = telemetry(View("h", aggregation: oracle.aggregation), exporter)
        let histogram = MetricRecording.Histogram(
            MetricDescriptor(name: "h", unit: "1", description: "", instrument: .histogram(boundaries: nil))
        )
        withMetricsFactory(telemetry.metrics) {
            for value in oracle.values { histogram.record(value) }
        }
        await telemetry.forceFlush()
        return Data(try #require(exporter.requests.first).protobuf())
    }

    /// Whether a view of this pattern drops an instrument of this name.
    private static func matches(_ pattern: String, _ name: String) async -> Bool {
        let exporter = InMemoryMetricExporter()
        let telemetry = telemetry(View(pattern, aggregation: .drop), exporter)
        withMetricsFactory(telemetry.metrics) { Metrics.Counter(label: name).increment() }
        await telemetry.forceFlush()
        return exporter.metrics.isEmpty
    }
}
