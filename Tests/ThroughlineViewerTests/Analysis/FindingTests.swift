import OTLP
import Testing

@testable import ThroughlineViewer

/// The same query, or the same request, many times.
@Suite struct FindingTests {
    private func findings(_ spans: [OTLP.Span]) throws -> [Finding] {
        Finding.all(in: TraceRows(try makeTrace([resourceSpans(spans)])))
    }

    private func statement(_ number: UInt64, parent: UInt64, _ summary: String) -> OTLP.Span {
        span(
            number,
            parent: parent,
            "statement \(number)",
            kind: .client,
            at: Double(number),
            ["db.system.name": "sqlite", "db.query.summary": .string(summary), "db.query.text": "SELECT …"]
        )
    }

    private func request(_ number: UInt64, _ url: String) -> OTLP.Span {
        span(
            number,
            parent: 1,
            "GET",
            kind: .client,
            at: Double(number),
            ["http.request.method": "GET", "url.full": .string(url)]
        )
    }

    @Test func `Five times the same query under one parent is a finding, and four times is none`() throws {
        let root = span(1, "GET /orders", for: 100)
        let queries = (2...6).map { statement($0, parent: 1, "SELECT items") }
        #expect(try findings([root] + queries.dropLast()).isEmpty)
        let found = try #require(try findings([root] + queries + [statement(7, parent: 1, "SELECT orders")]).first)
        #expect(found.kind == .repeatedQuery)
        #expect(found.name == "SELECT items")
        #expect(found.parent == 0)
        #expect(found.rows == [1, 2, 3, 4, 5])
        #expect(found.count == 5)
        #expect(found.duration == 5_000_000)
    }

    @Test func `Queries of different operations are not counted together`() throws {
        let operations = (1...5).map { span($0, parent: $0 == 1 ? 0 : 1, "operation", at: Double($0) * 10, for: 5) }
        let queries = (1...5).map { statement($0 + 10, parent: $0, "SELECT items") }
        #expect(try findings(operations + queries).isEmpty)
    }

    @Test func `An access around each query does not hide that it is the same`() throws {
        let root = span(1, "GET /orders", for: 100)
        let spans = (1...5 as ClosedRange<UInt64>).flatMap { number in
            [
                span(number * 10, parent: 1, "read", at: Double(number), ["db.system.name": "sqlite"]),
                statement(number * 10 + 1, parent: number * 10, "SELECT items"),
            ]
        }
        let found = try findings([root] + spans)
        #expect(found.map(\.name) == ["SELECT items"])
        #expect(found.first?.parent == 0)
    }

    @Test func `Requests that differ in ids and queries are the same, those to other servers are not`() throws {
        let root = span(1, "GET /orders", for: 100)
        let same = (2...6).map { request($0, "http://partner:8080/prices/\($0)?currency=\($0)") }
        let other = (7...10).map { request($0, "http://elsewhere/prices/\($0)") }
        let found = try findings([root] + same + other)
        #expect(found.map(\.name) == ["GET partner:8080/prices/*"])
        #expect(found.map(\.kind) == [.repeatedRequest])
    }

    @Test(arguments: [
        ("http://host/a/1/b", "host/a/*/b"), ("/a/b?c#d", "/a/b"), ("https://h1/x", "h1/x"), ("", ""), ("::", "::"),
        ("http://", ""),
    ])
    func `A URL's pattern has neither scheme nor query nor ids`(url: String, pattern: String) {
        #expect(Finding.pattern(ofURL: url) == pattern)
    }
}
