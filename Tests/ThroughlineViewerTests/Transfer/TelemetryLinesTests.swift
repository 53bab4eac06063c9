import OTLP
import TestSupport
import Testing

@testable import ThroughlineViewer

/// Telemetry in files.
@Suite struct TelemetryLinesTests {
    private func line(_ number: UInt64) throws -> [UInt8] {
        try ExportTraceServiceRequest(resourceSpans: [resourceSpans([span(number)])]).json()
    }

    private func spans(in bytes: [UInt8], piece: Int, limit: Int = 1 << 20) throws -> Int {
        var lines = TelemetryLines(limit: limit)
        var batches: [TelemetryLines.Batch] = []
        for start in stride(from: 0, to: bytes.count, by: piece) {
            batches += try lines.feed(bytes[start..<min(start + piece, bytes.count)])
        }
        if let last = try lines.finish() { batches.append(last) }
        return batches.flatMap(\.spans).flatMap(\.scopeSpans).reduce(0) { $0 + $1.spans.count }
    }

    @Test(arguments: [1, 7, 100, 100_000])
    func `Each line is a request, in pieces of any size, with or without an end of the last one`(piece: Int) throws {
        let file = try line(1) + Array("\n\r\n \n".utf8) + line(2) + Array("\r\n".utf8) + line(3)
        #expect(try spans(in: file, piece: piece) == 3)
        #expect(try spans(in: file + Array("\n".utf8), piece: piece) == 3)
        #expect(try spans(in: [], piece: piece) == 0)
        #expect(try spans(in: Array("\n\n".utf8), piece: piece) == 0)
    }

    @Test(arguments: [3, 1_000])
    func `A document that is set in lines is read as one`(piece: Int) throws {
        let document = """
            {
              "resourceSpans": [
                {"scopeSpans": [{"spans": [{"traceId": "\(shopTrace.hexDigits)", "spanId": "0102030405060708"}]}]}
              ],
              "resourceLogs": []
            }
            """
        #expect(try spans(in: Array(document.utf8), piece: piece) == 1)
    }

    @Test func `All three signals are known by their names, also in one line`() throws {
        var lines = TelemetryLines(limit: 1_000)
        let file = """
            {"resourceLogs":[{"scopeLogs":[{"logRecords":[{}]}]}],"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"a"}]}]}]}
            {"resourceSpans":[{}]}

            """
        let batches = try lines.feed(file.utf8)
        #expect(batches.count == 2)
        #expect(
            batches.first?.logs.count == 1 && batches.first?.metrics.count == 1 && batches.first?.spans.isEmpty == true
        )
        #expect(batches.last?.spans.count == 1)
    }

    @Test func `What is no telemetry is refused with the line's number`() throws {
        let good = String(decoding: try line(1), as: UTF8.self)
        for (file, text) in [
            ("\(good)\n{]\n", "Line 2"), ("{}", "Line 1 holds neither"), ("\(good)\n\n[1]\n", "Line 3"),
            ("{\n\n1", "The file"),
            ("{\"resourceSpans\": 1}", "Line 1"),
        ] {
            let error = #expect(throws: TelemetryLines.Failure.self) { try spans(in: Array(file.utf8), piece: 10) }
            #expect(error?.description.hasPrefix(text) == true, "\(file): \(error?.description ?? "")")
        }
    }

    @Test func `A line that is too long is refused before it is all there`() throws {
        var lines = TelemetryLines(limit: 100)
        #expect(throws: TelemetryLines.Failure.self) {
            for _ in 1...11 { _ = try lines.feed([UInt8](repeating: 0x20, count: 10)) }
        }
    }

    @Test func `Damaged files never do more than be refused`() throws {
        var generator = SeededGenerator(seed: 9)
        let file = try line(1) + [0x0A] + line(2) + [0x0A]
        for _ in 0..<500 {
            var damaged = file
            for _ in 0..<Int.random(in: 1...5, using: &generator) {
                damaged[Int.random(in: damaged.indices, using: &generator)] = UInt8.random(
                    in: 0...255,
                    using: &generator
                )
            }
            _ = try? spans(in: damaged, piece: 64)
        }
    }
}
