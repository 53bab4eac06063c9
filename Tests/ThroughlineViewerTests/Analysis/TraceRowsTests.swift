import OTLP
import TestSupport
import Testing

@testable import ThroughlineViewer

/// What a waterfall says of each span.
@Suite struct TraceRowsTests {
    /// Rows of spans as they came, also of several with the same id.
    private func rows(_ spans: OTLP.Span..., service: String = "shop") throws -> TraceRows {
        try rows([(service, spans)])
    }

    private func rows(_ groups: [(service: String, spans: [OTLP.Span])]) throws -> TraceRows {
        let spans = try groups.flatMap { service, spans in
            let resource = Resource(attributes: [KeyValue(key: "service.name", value: .string(service))])
            return try spans.map { try Trace.Span($0, resource: resource) }
        }
        return TraceRows(Trace(id: try #require(Trace.ID(bytes: shopTrace)), spans: spans))
    }

    private func milliseconds(_ times: [UInt64]) -> [Double] { times.map { Double($0) / 1_000_000 } }

    @Test func `Rows stand depth first and by start, however they came`() throws {
        let rows = try rows(
            span(4, parent: 2, "d", at: 3),
            span(3, parent: 1, "c", at: 2),
            span(1, "a"),
            span(2, parent: 1, "b", at: 1)
        )
        #expect(rows.rows.map(\.span.name) == ["a", "b", "d", "c"])
        #expect(rows.rows.map(\.parent) == [nil, 0, 1, 0])
        #expect(rows.rows.map(\.depth) == [0, 1, 2, 1])
        #expect(rows.roots == [0])
        #expect(rows.rows.allSatisfy { $0.flags == [] })
    }

    @Test func `Orphans, circles, remote parents and shared ids are marked`() throws {
        var remote = span(3, parent: 1, "remote")
        remote.flags = SpanFlags.contextHasIsRemoteMask | SpanFlags.contextIsRemoteMask
        let rows = try rows(
            span(1, "root"),
            remote,
            span(9, parent: 8, "orphan"),
            span(5, parent: 6, "circle"),
            span(6, parent: 5, "circle below", at: 1),
            span(7, parent: 1, "twin"),
            span(7, parent: 1, "other twin", at: 1)
        )
        let flags = Dictionary(uniqueKeysWithValues: rows.rows.map { ($0.span.name, $0.flags) })
        #expect(
            flags == [
                "root": [], "remote": .hasRemoteParent, "orphan": .isOrphan, "circle": .isCut, "circle below": [],
                "twin": .sharesID, "other twin": .sharesID,
            ]
        )
        #expect(rows.roots.map { rows.rows[$0].span.name } == ["root", "orphan", "circle"])
    }

    @Test func `A client and a server may share an id, and each has its own service's children`() throws {
        let rows = try rows([
            ("shop", [span(1, "GET", kind: .client, for: 9), span(3, parent: 1, "connect", at: 1)]),
            ("partner", [span(1, "GET /", kind: .server, at: 2), span(2, parent: 1, "SELECT", at: 3)]),
        ])
        #expect(rows.rows.map(\.span.name) == ["GET", "connect", "GET /", "SELECT"])
        #expect(rows.rows.map(\.parent) == [nil, 0, nil, 2])
    }

    @Test func `A span that is its own parent's twin stands below the twin`() throws {
        let rows = try rows(span(1, "a"), span(1, parent: 1, "b", at: 1))
        #expect(rows.rows.map(\.span.name) == ["a", "b"])
        #expect(rows.rows.map(\.parent) == [nil, 0])
    }

    @Test func `What cannot be by one clock is marked as skewed`() throws {
        let rows = try rows(
            span(1, "root", at: 0, for: 100),
            span(2, parent: 1, "before its parent", at: -1),
            span(3, parent: 1, "ends before it begins", at: 5, for: -2),
            span(4, parent: 1, "client", kind: .client, at: 10, for: 10),
            span(5, parent: 4, "server after its client", kind: .server, at: 21),
            span(6, parent: 1, "producer", kind: .producer, at: 30, for: 1),
            span(7, parent: 6, "consumer later", kind: .consumer, at: 500),
            span(8, parent: 1, "after its parent's end", at: 99, for: 10)
        )
        let skewed = rows.rows.filter { $0.flags.contains(.isSkewed) }.map(\.span.name)
        #expect(Set(skewed) == ["before its parent", "ends before it begins", "server after its client"])
    }

    @Test func `A span's own time is what no child accounts for`() throws {
        let rows = try rows(
            span(1, "root", at: 0, for: 100),
            span(2, parent: 1, "a", at: 10, for: 20),
            // Half of it beside "a".
            span(3, parent: 1, "b", at: 20, for: 20),
            // Within "b".
            span(4, parent: 1, "c", at: 25, for: 5),
            // Ends after the root.
            span(5, parent: 1, "d", at: 90, for: 50),
            // After it altogether.
            span(6, parent: 1, "e", at: 200, for: 5),
            // Before it.
            span(7, parent: 1, "f", at: -10, for: 15)
        )
        #expect(milliseconds(rows.rows.map(\.selfTime)) == [55, 15, 20, 20, 5, 50, 5])
        #expect(rows.rows.map(\.span.name) == ["root", "f", "a", "b", "c", "d", "e"])
    }

    @Test func `The critical path is what the end has waited for`() throws {
        let rows = try rows(
            span(1, "root", at: 0, for: 100),
            span(2, parent: 1, "waited for", at: 10, for: 30),
            span(3, parent: 1, "beside it", at: 15, for: 10),
            span(4, parent: 1, "last", at: 50, for: 40),
            span(5, parent: 4, "in the last", at: 60, for: 10)
        )
        let times = Dictionary(
            uniqueKeysWithValues: rows.rows.map { ($0.span.name, Double($0.criticalTime) / 1_000_000) }
        )
        #expect(times == ["root": 30, "waited for": 30, "beside it": 0, "last": 30, "in the last": 10])
    }

    @Test func `The critical path leads through work that was handed over, and its wait is nobody's`() throws {
        let rows = try rows(
            span(1, "POST /orders", kind: .server, at: 0, for: 20),
            span(2, parent: 1, "send", kind: .producer, at: 5, for: 1),
            span(3, parent: 2, "process", kind: .consumer, at: 100, for: 50),
            span(4, parent: 3, "INSERT", kind: .client, at: 110, for: 10)
        )
        #expect(milliseconds(rows.rows.map(\.criticalTime)) == [5, 1, 40, 10])
    }

    @Test func `No time is on the critical path twice, whatever the times are`() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<200 {
            let count = UInt64.random(in: 1...30, using: &generator)
            let spans = (1...count).map { number in
                span(
                    number,
                    parent: .random(in: 0..<number, using: &generator),
                    at: Double(Int.random(in: -20...20, using: &generator)),
                    for: Double(Int.random(in: -5...30, using: &generator))
                )
            }
            let rows = try rows([("shop", spans)])
            let total = rows.rows.reduce(0) { $0 + $1.criticalTime }
            #expect(total <= rows.trace.durationNanoseconds)
            for row in rows.rows {
                #expect(row.criticalTime <= row.span.durationNanoseconds)
                #expect(row.selfTime <= row.span.durationNanoseconds)
            }
        }
    }

    @Test func `Fifty thousand spans in one chain, or in one row, cost no stack and no square of time`() throws {
        let chain = (1...50_000).map { span($0, parent: $0 - 1, "s", at: Double($0) / 1_000, for: 100) }
        let deep = try rows([("shop", chain.reversed())])
        #expect(deep.rows.last?.depth == 49_999)
        #expect(deep.rows.count { $0.criticalTime > 0 } == 50_000)

        let wide = try rows([
            ("shop", (1...50_000).map { span($0, parent: $0 == 1 ? 0 : 1, "s", at: Double($0), for: 0.5) })
        ])
        #expect(wide.rows.last?.depth == 1)
        #expect(Finding.all(in: wide).isEmpty)
        #expect(TraceComparison(deep, wide).rows.count == TraceComparison.maxDepth)
    }
}
