import OTLP
import Synchronization
import Testing

@testable import Throughline

struct ConsoleLogRecordExporterTests {
    private func text(of scopeLogs: [ScopeLogs]) async throws -> String {
        let text = Mutex("")
        let exporter = ConsoleLogRecordExporter { added in text.withLock { $0 += added } }
        let request = ExportLogsServiceRequest(resourceLogs: [ResourceLogs(scopeLogs: scopeLogs)])
        let outcome = await exporter.export(LogRecordBatch(count: 1, encoded: try request.protobuf()))
        #expect(outcome == .success)
        return text.withLock { $0 }
    }

    @Test func aRecordIsALine() async throws {
        let record = OTLP.LogRecord(
            timeUnixNano: 1_795_167_000_125_999_999,
            severityNumber: .warn2,
            body: "stock is low",
            attributes: [KeyValue(key: "product.id", value: 7), KeyValue(key: "sizes", value: ["a", true])],
            traceID: [UInt8](repeating: 0xab, count: 16),
            spanID: [UInt8](repeating: 0xcd, count: 8),
            eventName: "stock.low"
        )
        let line = try await text(of: [ScopeLogs(scope: InstrumentationScope(name: "shop"), logRecords: [record])])
        let trace = String(repeating: "ab", count: 16)
        #expect(
            line == """
                2026-11-20T09:30:00.125Z WARN   shop  [stock.low]  stock is low  product.id = 7  sizes = [a, true]  \
                trace \(trace) cdcdcdcdcdcdcdcd

                """
        )
    }

    @Test func linesOfSeveralScopesStandInTheOrderOfTime() async throws {
        func record(_ time: UInt64) -> OTLP.LogRecord {
            OTLP.LogRecord(severityNumber: .info, body: .int(Int64(time)), observedTimeUnixNano: time)
        }
        let scopes = [ScopeLogs(logRecords: [record(1), record(3)]), ScopeLogs(logRecords: [record(2), record(4)])]
        let lines = try await text(of: scopes).split(separator: "\n")
        #expect(lines.map(\.last) == ["1", "2", "3", "4"])
    }

    @Test func nothingInALineControlsTheTerminal() async throws {
        let record = OTLP.LogRecord(
            body: "\u{1b}[2J\nforged",
            attributes: [KeyValue(key: "a\nb", value: "\u{7}")],
            eventName: "\u{1b}]0;"
        )
        let scope = InstrumentationScope(name: "x\ny")
        let text = try await text(of: [ScopeLogs(scope: scope, logRecords: [record])])
        #expect(text.filter { $0 == "\n" }.count == 1)
        #expect(!text.unicodeScalars.contains("\u{1b}") && !text.unicodeScalars.contains("\u{7}"))
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_399_999, "2000-02-28T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (1_735_689_599_001, "2024-12-31T23:59:59.001Z"), (18_446_744_073_709, "2554-07-21T23:34:33.709Z"),
    ])
    func timesAreDates(milliseconds: UInt64, text: String) {
        #expect(CivilTime(nanosecondsSince1970: milliseconds * 1_000_000).description == text)
    }

    @Test func aBatchThatIsNotReadableIsRefused() async {
        let outcome = await ConsoleLogRecordExporter().export(LogRecordBatch(count: 1, encoded: [0xff]))
        guard case .failure = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }
}

private typealias InstrumentationScope = OTLP.InstrumentationScope
