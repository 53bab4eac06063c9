import OTLP
import TestSupport
import Testing

@testable import ThroughlineViewer

/// Log lines under their spans.
@Suite struct LogLineTests {
    private func render(
        _ records: [LogRecord],
        spans: [Span] = [span(1, "POST /orders", for: 100)],
        width: Int = 100,
        isColored: Bool = false,
        maxLogs: Int = 20,
        maxSpans: Int = 500
    ) throws -> [String] {
        let options = TraceRenderer.Options(width: width, isColored: isColored, maxSpans: maxSpans, maxLogs: maxLogs)
        let text = TraceRenderer(options: options)
            .render(try makeTrace([resourceSpans(spans)]), logs: records.map { LogEntry($0) })
        return text.split(separator: "\n").map(String.init)
    }

    @Test func `They stand under their spans, by time`() throws {
        let lines = try render(
            [
                record("order placed", span: 1, at: 90),
                record("card declined", span: 2, .error, at: 21, ["order": 12, "code.line.number": 7]),
                record("slow query", span: 1, .warn, at: 12),
                record("connecting", span: 2, .debug, at: 20.5),
            ],
            spans: [span(1, "POST /orders", for: 100), span(2, parent: 1, "charge", at: 20, for: 30)]
        )
        #expect(
            lines[0] == "trace 4bf92f3577b34da6000000000000004b · 100 ms · 2 spans · 4 log lines · 12:04:31.120Z · shop"
        )
        #expect(
            [lines[2], lines[3]] == [
                "│  WARN  slow query  +12.0 ms",
                "│  INFO  order placed  +90.0 ms",
            ]
        )
        #expect(
            Array(lines[5...]) == [
                "      DEBUG connecting  +500 µs",
                "      ERROR card declined  order=12  +1.00 ms",
            ]
        )
    }

    @Test(arguments: [
        (1, "TRACE"), (4, "TRACE"), (5, "DEBUG"), (9, "INFO "), (12, "INFO "), (13, "WARN "), (17, "ERROR"),
        (21, "FATAL"), (24, "FATAL"), (0, "notic"), (25, "notic"), (-1, "notic"),
    ])
    func `Severities are the ranges of OpenTelemetry, or else the record's own word`(number: Int32, word: String) throws
    {
        var record = record("x", SeverityNumber(rawValue: number))
        record.severityText = "notic"
        #expect(try render([record])[2] == "   \(word) x  +0 ns")
    }

    @Test func `Errors stand out`() throws {
        let lines = try render([record("broken", .error), record("fine", .info)], isColored: true)
        #expect(lines[2].contains("\u{1B}[1;31mERROR\u{1B}[0m"))
        #expect(lines[2].contains("\u{1B}[31mbroken\u{1B}[0m"))
        #expect(!lines[3].contains("\u{1B}[31m") && !lines[3].contains("\u{1B}[1;31m"))
    }

    @Test func `The exception of a record is part of its line`() throws {
        var failed = record("payment failed", .error)
        failed.attributes = [
            KeyValue(key: "exception.type", value: .string("Declined")),
            KeyValue(key: "exception.message", value: .string("card expired")),
            KeyValue(key: "exception.stacktrace", value: .string("frames")),
        ]
        #expect(try render([failed])[2] == "   ERROR payment failed: Declined: card expired  +0 ns")
        failed.body = .string("Declined: card expired")
        #expect(try render([failed])[2] == "   ERROR Declined: card expired  +0 ns")
        failed.body = nil
        failed.eventName = "shop.declined"
        #expect(try render([failed])[2] == "   ERROR shop.declined: Declined: card expired  +0 ns")
    }

    @Test func `Very many are counted, and the errors among them`() throws {
        let records = (0..<10).map { record("line \($0)", $0 > 7 ? .error : .info, at: Double($0)) }
        let lines = try render(records, maxLogs: 3)
        #expect(lines.count == 6)
        #expect(lines[5] == "   … 7 more log lines, 2 errors")
    }

    @Test func `Those of spans that have not come stand below the tree`() throws {
        let lines = try render([record("lost", span: 7, at: 3), record("no span", span: 0, .warn, at: 2)])
        #expect(
            Array(lines[2...]) == [
                "(log lines without a span here)", "   WARN  no span  +2.00 ms", "   INFO  lost  +3.00 ms",
            ]
        )
    }

    @Test(arguments: [40, 60, 100, 160])
    func `Whatever they say, a line is a line and no wider than the terminal`(width: Int) throws {
        var generator = SeededGenerator(seed: 7)
        let pieces = [
            "\u{1B}[2J", "\r", "\n", "\t", "\u{0}", "\u{9B}31m", "\u{202E}", "\u{200B}", "漢字", "e\u{301}", "👩‍👩‍👧",
            "plain ",
            String(repeating: "\u{300}", count: 50), "\u{1B}]0;title\u{7}", "word", String(repeating: "x", count: 300),
        ]
        func text() -> String {
            (0..<Int.random(in: 0...8, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }
                .joined()
        }
        let expected = try render([record("harmless")], width: width).count
        for _ in 0..<300 {
            var record = record(text(), SeverityNumber(rawValue: .random(in: -2...30, using: &generator)))
            record.severityText = text()
            record.eventName = text()
            record.attributes = (0..<3).map { _ in KeyValue(key: text(), value: .string(text())) }
            record.timeUnixNano = [0, 1, epoch, .max].randomElement(using: &generator) ?? 0
            record.observedTimeUnixNano = 0
            if Bool.random(using: &generator) {
                record.body = .array([.keyValueList([KeyValue(key: text())]), .bytes([1])])
            }
            let lines = try render([record], width: width)
            #expect(lines.count == expected)
            for line in lines {
                #expect(TerminalText(line).width <= width, "\(line.debugDescription)")
                #expect(line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
            }
        }
    }
}
