import Foundation
import OTLP
import Testing

/// Every field of every message, against the official classes in Python: `Python/wire.py` says what is compared.
@Suite(.enabled(if: PythonProcess.isInstalled, "needs Scripts/setup-interop"))
struct OTLPWireTests {
    @Test func officialClassesReadWhatWeWriteAndWeWhatTheyWrite() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "throughline-wire-\(UUID())")
        defer { try? FileManager.default.removeItem(at: directory) }
        try await PythonProcess.run(script: "wire.py", ["write", directory.path])

        let cases = try String(contentsOf: directory.appending(path: "cases"), encoding: .utf8)
            .split(separator: "\n").map { $0.split(separator: " ") }
        #expect(cases.count > 1000)
        for words in cases {
            let type = try #require(Self.types[String(words[1])], "no type for \(words[1])")
            try rewrite(String(words[0]), as: type, in: directory)
        }

        try await PythonProcess.run(script: "wire.py", ["verify", directory.path])
    }

    /// Reads the message `name` in both encodings, and writes what was read in both.
    private func rewrite<M: Message>(_ name: String, as type: M.Type, in directory: URL) throws {
        func write(_ message: M, _ name: String) throws {
            let file = directory.appending(path: "out/\(name)")
            try Data(message.protobuf()).write(to: file.appendingPathExtension("pb"))
            try Data(message.json()).write(to: file.appendingPathExtension("json"))
        }
        let file = directory.appending(path: "in/\(name)")
        try write(M(protobuf: [UInt8](Data(contentsOf: file.appendingPathExtension("pb")))), "\(name).pb")
        if let json = try? Data(contentsOf: file.appendingPathExtension("json")) {
            try write(M(json: [UInt8](json)), "\(name).json")
        }
    }

    private static let types: [String: any Message.Type] = [
        "opentelemetry.proto.common.v1.AnyValue": AnyValue.self,
        "opentelemetry.proto.common.v1.KeyValue": KeyValue.self,
        "opentelemetry.proto.common.v1.InstrumentationScope": InstrumentationScope.self,
        "opentelemetry.proto.common.v1.EntityRef": EntityRef.self,
        "opentelemetry.proto.resource.v1.Resource": Resource.self,
        "opentelemetry.proto.trace.v1.TracesData": TracesData.self,
        "opentelemetry.proto.trace.v1.ResourceSpans": ResourceSpans.self,
        "opentelemetry.proto.trace.v1.ScopeSpans": ScopeSpans.self,
        "opentelemetry.proto.trace.v1.Span": Span.self,
        "opentelemetry.proto.trace.v1.Span.Event": Span.Event.self,
        "opentelemetry.proto.trace.v1.Span.Link": Span.Link.self,
        "opentelemetry.proto.trace.v1.Status": Status.self,
        "opentelemetry.proto.metrics.v1.MetricsData": MetricsData.self,
        "opentelemetry.proto.metrics.v1.ResourceMetrics": ResourceMetrics.self,
        "opentelemetry.proto.metrics.v1.ScopeMetrics": ScopeMetrics.self,
        "opentelemetry.proto.metrics.v1.Metric": Metric.self,
        "opentelemetry.proto.metrics.v1.Gauge": Gauge.self,
        "opentelemetry.proto.metrics.v1.Sum": Sum.self,
        "opentelemetry.proto.metrics.v1.Histogram": Histogram.self,
        "opentelemetry.proto.metrics.v1.ExponentialHistogram": ExponentialHistogram.self,
        "opentelemetry.proto.metrics.v1.Summary": Summary.self,
        "opentelemetry.proto.metrics.v1.NumberDataPoint": NumberDataPoint.self,
        "opentelemetry.proto.metrics.v1.HistogramDataPoint": HistogramDataPoint.self,
        "opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint": ExponentialHistogramDataPoint.self,
        "opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint.Buckets": ExponentialHistogramDataPoint.Buckets
            .self,
        "opentelemetry.proto.metrics.v1.SummaryDataPoint": SummaryDataPoint.self,
        "opentelemetry.proto.metrics.v1.SummaryDataPoint.ValueAtQuantile": SummaryDataPoint.ValueAtQuantile.self,
        "opentelemetry.proto.metrics.v1.Exemplar": Exemplar.self,
        "opentelemetry.proto.logs.v1.LogsData": LogsData.self,
        "opentelemetry.proto.logs.v1.ResourceLogs": ResourceLogs.self,
        "opentelemetry.proto.logs.v1.ScopeLogs": ScopeLogs.self,
        "opentelemetry.proto.logs.v1.LogRecord": LogRecord.self,
        "opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest": ExportTraceServiceRequest.self,
        "opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse": ExportTraceServiceResponse.self,
        "opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess": ExportTracePartialSuccess.self,
        "opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest": ExportMetricsServiceRequest.self,
        "opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse": ExportMetricsServiceResponse.self,
        "opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess": ExportMetricsPartialSuccess.self,
        "opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest": ExportLogsServiceRequest.self,
        "opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse": ExportLogsServiceResponse.self,
        "opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess": ExportLogsPartialSuccess.self,
        "google.rpc.Status": RPCStatus.self,
        "google.protobuf.Any": RPCStatus.Detail.self,
    ]
}
