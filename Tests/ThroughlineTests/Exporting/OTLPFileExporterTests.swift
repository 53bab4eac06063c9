import CoreMetrics
import Foundation
import OTLP
import Synchronization
import Testing
import Tracing

@testable import Throughline

@Suite struct OTLPFileExporterTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "throughline-files-\(UUID())")
    private var path: String { folder.appending(path: "telemetry.jsonl").path }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func lines(_ path: String) throws -> [String] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.hasSuffix("\n"))
        return text.split(separator: "\n").map(String.init)
    }

    @Test func everySignalIsWrittenAsLinesOfJSON() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        var configuration = Configuration(serviceName: "shop")
        configuration.traces.exporters = [.otlpFile(path)]
        configuration.logs.exporters = [.otlpFile(path)]
        configuration.metrics.exporters = [.otlpFile(path)]
        let telemetry = Telemetry(configuration: configuration)
        telemetry.tracer.startSpan("first").end()
        await telemetry.forceFlush()
        telemetry.tracer.startSpan("second").end()
        telemetry.metrics.makeCounter(label: "orders", dimensions: []).increment(by: 1)
        await telemetry.shutdown()

        var names: [String] = []
        var metrics: [String] = []
        for line in try lines(path) {
            let bytes = Array(line.utf8)
            if line.hasPrefix(#"{"resourceSpans""#) {
                let request = try ExportTraceServiceRequest(json: bytes)
                names += request.resourceSpans.flatMap(\.scopeSpans).flatMap(\.spans).map(\.name)
            } else {
                let request = try ExportMetricsServiceRequest(json: bytes)
                metrics += request.resourceMetrics.flatMap(\.scopeMetrics).flatMap(\.metrics).map(\.name)
            }
        }
        #expect(names == ["first", "second"])
        #expect(metrics.contains("orders"))
    }

    @Test func aFullFileTakesThePlaceOfTheOneBefore() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = LineFile(path: path, maxSize: 10)
        for line in ["aaaa\n", "bbbb\n", "cccc\n", "a line that is longer than a file\n", "dddd\n"] {
            #expect(file.append(Array(line.utf8)) == .success)
        }
        #expect(try lines(path) == ["dddd"])
        #expect(try lines(path + ".1") == ["a line that is longer than a file"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    }

    @Test func aFileThatIsMovedAwayIsBegunAnew() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = LineFile(path: path, maxSize: 1000)
        #expect(file.append(Array("one\n".utf8)) == .success)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".old")
        #expect(file.append(Array("two\n".utf8)) == .success)
        #expect(try lines(path) == ["two"])
    }

    @Test func whatCannotBeWrittenIsTriedAgain() async {
        defer { try? FileManager.default.removeItem(at: folder) }
        let exporter = OTLPFileExporter(path: folder.appending(path: "missing/file").path)
        guard case .retryable = await exporter.export(SpanBatch(count: 0, encoded: [])) else {
            Issue.record("It cannot have been written")
            return
        }
        let full = OTLPFileExporter(path: "/dev/full")
        if FileManager.default.fileExists(atPath: "/dev/full") {
            let outcome = await full.export(SpanBatch(count: 0, encoded: []))
            guard case .retryable = outcome else {
                Issue.record("\(outcome)")
                return
            }
        }
    }

    @Test func whatIsNoOTLPIsLost() async {
        defer { try? FileManager.default.removeItem(at: folder) }
        let outcome = await OTLPFileExporter(path: path).export(SpanBatch(count: 1, encoded: [0xff]))
        guard case .failure = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }
}
