import Foundation
import OTLP
import Testing

@testable import ThroughlineViewer

/// The answers about one trace, as the page gets them.
@Suite struct WaterfallTests {
    private func json(_ bytes: some Sequence<UInt8>) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test func `A row has a number for each column, and names are said once`() throws {
        let failed = span(
            2,
            parent: 1,
            #"SELECT "x"\#u{7}<script>"#,
            kind: .client,
            at: 1,
            for: 3,
            events: [event("exception", at: 2), event("e", at: 3)],
            error: "broken"
        )
        let trace = try makeTrace(span(1, "GET /", kind: .server, for: 10), failed)
        let logs = [LogEntry(record("a", span: 2)), LogEntry(record("b", span: 2)), LogEntry(record("c", span: 9))]
        let answer = try json(Waterfall(TraceRows(Trace(id: trace.id, spans: trace.spans, logs: logs))).json())
        #expect(answer["names"] as? [String] == ["GET /", #"SELECT "x"\#u{7}<script>"#])
        #expect(answer["services"] as? [String] == ["shop"])
        #expect(answer["start"] as? String == "1788264271120000000")
        #expect(answer["duration"] as? Int == 10_000_000)
        let columns = try #require(answer["columns"] as? [String])
        let rows = try #require(answer["spans"] as? [[Any]])
        #expect(rows.count == 2)
        func cell(_ row: Int, _ column: String) throws -> Any {
            rows[row][try #require(columns.firstIndex(of: column))]
        }
        #expect(rows.allSatisfy { $0.count == columns.count })
        #expect(try cell(1, "id") as? String == "abc0000000000002")
        let numbers = [
            "parent": 0, "depth": 1, "name": 1, "service": 0, "kind": 3, "status": 2, "start": 1_000_000,
            "duration": 3_000_000,
            "links": 0, "logs": 2, "flags": 0, "self": 3_000_000, "critical": 3_000_000,
        ]
        for (column, number) in numbers { #expect(try cell(1, column) as? Int == number, "\(column)") }
        #expect(try cell(1, "events") as? [[Int]] == [[2_000_000, 1], [3_000_000, 0]])
        #expect(try cell(0, "events") as? Int == 0)
        #expect(try cell(0, "parent") as? Int == -1)
        let summary = try #require(answer["summary"] as? [String: Any])
        #expect(summary["name"] as? String == "GET /")
        #expect(summary["logs"] as? Int == 3)
        #expect(summary["errors"] as? Int == 1)
        #expect(summary["complete"] as? Bool == true)
    }

    @Test func `Times that make no sense stay numbers`() throws {
        var early = span(1, "a")
        early.startTimeUnixNano = 0
        var late = span(2, "b")
        (late.startTimeUnixNano, late.endTimeUnixNano) = (.max - 1, .max)
        let trace = try makeTrace(early, late, span(3, parent: 2, "c", events: [event("e", at: -1e9)]))
        let answer = try json(Waterfall(TraceRows(trace)).json())
        #expect((answer["spans"] as? [Any])?.count == 3)
    }

    @Test func `A comparison sums up spans of the same name, and has what only one of the traces has`() throws {
        let here = try makeTrace(
            span(1, "GET /", for: 10),
            span(2, parent: 1, "SELECT", at: 1),
            span(3, parent: 1, "SELECT", at: 2, error: "x"),
            span(4, parent: 1, "render", at: 5)
        )
        let there = try makeTrace(
            span(5, "GET /", for: 4),
            span(6, parent: 5, "SELECT"),
            span(7, parent: 6, "connect"),
            span(8, "other")
        )
        let comparison = TraceComparison(TraceRows(here), TraceRows(there))
        #expect(
            comparison.rows.map(\.path) == [
                ["GET /"], ["GET /", "SELECT"], ["GET /", "SELECT", "connect"], ["GET /", "render"], ["other"],
            ]
        )
        #expect(comparison.rows.map { $0.here?.count } == [1, 2, nil, 1, nil])
        #expect(comparison.rows.map { $0.there?.count } == [1, 1, 1, nil, 1])
        #expect(comparison.rows[1].here?.duration == 2_000_000)
        #expect(comparison.rows[1].here?.errors == 1)
        #expect(TraceComparison(TraceRows(here), nil).there == nil)
    }

    @Test func `A value keeps its type in JSON`() throws {
        let attributes: [KeyValue] = [
            KeyValue(key: "text", value: "a\"b"), KeyValue(key: "yes", value: true), KeyValue(key: "small", value: -3),
            KeyValue(key: "large", value: .int(.max)), KeyValue(key: "half", value: 0.5),
            KeyValue(key: "nan", value: .double(.nan)), KeyValue(key: "infinite", value: .double(-.infinity)),
            KeyValue(key: "bytes", value: .bytes([1, 2])), KeyValue(key: "list", value: [1, "a", .empty]),
            KeyValue(key: "object", value: .keyValueList([KeyValue(key: "a", value: 1)])), KeyValue(key: "nothing"),
        ]
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let text = String(decoding: try encoder.encode(JSONValue(.keyValueList(attributes))), as: UTF8.self)
        #expect(
            text == """
                {"bytes":{"bytes":"AQI="},"half":0.5,"infinite":{"double":"-Infinity"},"large":{"int":"9223372036854775807"},\
                "list":[1,"a",null],"nan":{"double":"NaN"},"nothing":null,"object":{"a":1},"small":-3,"text":"a\\"b","yes":true}
                """
        )
    }
}
