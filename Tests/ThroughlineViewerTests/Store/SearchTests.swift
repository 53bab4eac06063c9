import OTLP
import Testing

@testable import ThroughlineViewer

/// What queries find.
@Suite(.timeLimit(.minutes(5)))
struct SearchTests {
    private let store: TelemetryStore

    init() async throws {
        store = try TelemetryStore()
        await store.insert([
            resourceSpans(
                "shop",
                [
                    span(
                        1,
                        trace: traceID(1),
                        "POST /orders",
                        kind: .server,
                        for: 300,
                        ["http.route": "/orders", "http.response.status_code": 201, "size": .double(1.5), "gift": true]
                    ),
                    span(
                        2,
                        parent: 1,
                        trace: traceID(1),
                        "INSERT orders",
                        kind: .client,
                        for: 120,
                        [
                            "db.system.name": "sqlite", "tags": ["Red", "blue"],
                            "nested": .keyValueList([KeyValue(key: "deep", value: 7)]),
                        ]
                    ),
                    span(1, trace: traceID(2), "GET /health", kind: .server, at: 10, for: 1, ["http.route": "/health"]),
                    span(
                        1,
                        trace: traceID(3),
                        "GET /orders/{id}",
                        kind: .server,
                        at: 20,
                        for: 50,
                        ["http.route": "/orders/{id}", "http.response.status_code": 500],
                        events: [event("exception", at: 21, ["exception.message": "Card DECLINED: Ärger"])],
                        error: "declined"
                    ),
                ]
            ),
            resourceSpans(
                "payments",
                [span(9, parent: 1, trace: traceID(1), "charge", kind: .server, error: "no money")]
            ),
        ])
        await store.insert([
            resourceLogs([
                record("stock is low", span: 2, trace: traceID(1), .warn, ["item": "cup"]),
                record("starting up", span: 0, trace: [], .info),
            ])
        ])
    }

    private func found(_ query: String) async throws -> [UInt64] {
        try await store.traceIDs(matching: Query(parsing: query)).map { $0.low }
    }

    @Test(arguments: [
        ("", [1, 2, 3]),
        ("service=shop", [1, 2, 3]),
        ("service.name=payments", [1]),
        ("service!=shop", [1]),
        ("name=\"POST /orders\"", [1]),
        ("name~orders", [1, 3]),
        ("name~ORDERS", [1, 3]),
        ("http.route~/or*id", [3]),
        ("http.route~id*or", []),
        ("http.route:*", [1, 2, 3]),
        ("db.system.name:*", [1]),
        ("kind=client", [1]),
        ("status=error", [1, 3]),
        ("duration>100ms", [1]),
        ("duration>119ms duration<=120ms", [1]),
        ("duration<2ms", [1, 2]),
        ("http.response.status_code>=500", [3]),
        ("http.response.status_code=201", [1]),
        ("http.response.status_code=201.0", [1]),
        ("http.response.status_code~50*", [3]),
        ("http.response.status_code!=201", [3]),
        ("size>1", [1]),
        ("size<1.5", []),
        ("gift=true", [1]),
        ("tags=blue", [1]),
        ("nested.deep=7", [1]),
        ("scope=test", [1, 2, 3]),
        ("event=exception", [3]),
        ("exception.message~declined", [3]),
        ("declined", [3]),
        ("\"card declined\"", [3]),
        ("ÄRGER", [3]),
        ("\"insert orders\"", [1]),
        ("nothing.like.it=1", []),
        ("unheard-of", []),
        // One span meets all terms; braces give each its own.
        ("service=payments db.system.name=sqlite", []),
        ("{service=payments} {db.system.name=sqlite}", [1]),
        ("(service=payments OR http.route=/health)", [1, 2]),
        // Outside braces no span may meet a negated term; within them it is about the same span.
        ("-http.route=/health", [1, 3]),
        ("service=shop -status=error", [2]),
        ("{service=shop -status=error}", [1, 2]),
        ("-service=payments", [2, 3]),
        ("-(status=error OR http.route=/health)", []),
        ("NOT NOT service=payments", [1]),
        // The trace as a whole.
        ("trace.spans>1", [1]),
        ("trace.errors=0", [2]),
        ("trace.duration>=300ms", [1]),
        ("trace.services=2", [1]),
        ("root=\"GET /health\"", [2]),
        ("root~get", [2, 3]),
        ("-root~get", [1]),
        ("name=\"INSERT orders\" root~post", [1]),
        // What its log records say.
        ("log~stock", [1]),
        ("\"stock is low\"", [1]),
        ("severity>=WARN", [1]),
        ("severity=INFO", []),
        ("log~stock db.system.name=sqlite", [1]),
        ("log~stock kind=server", []),
        ("item=cup", []),
        ("trace=4bf92f3577b34da60000000000000002", [2]),
        ("span=abc0000000000009", [1]),
    ])
    func `A query finds the traces that it asks for`(query: String, traces: [UInt64]) async throws {
        #expect(try await found(query) == traces, "\(query)")
    }

    @Test(arguments: [
        ("", ["starting up", "stock is low"]), ("severity>=WARN", ["stock is low"]),
        ("-severity=WARN", ["starting up"]),
        ("low", ["stock is low"]), ("log~start", ["starting up"]), ("item=cup", ["stock is low"]),
        ("service=shop", ["starting up", "stock is low"]), ("service=other", []),
        ("trace=4bf92f3577b34da60000000000000001", ["stock is low"]), ("trace:*", ["stock is low"]),
    ])
    func `A query finds log records, each by itself`(query: String, bodies: [String]) async throws {
        let page = try await store.logs(matching: Query(parsing: query))
        #expect(page.logs.compactMap { $0.body.value?.stringValue }.sorted() == bodies, "\(query)")
    }

    @Test func `Within a trace the spans that meet a query are found, each by itself`() async throws {
        let id = try #require(Trace.ID(bytes: traceID(1)))
        func spans(_ query: String) async throws -> Set<String> {
            Set(try await store.spans(of: id, matching: Query(parsing: query)).map(\.hex))
        }
        #expect(try await spans("service=shop") == ["abc0000000000001", "abc0000000000002"])
        #expect(try await spans("-status=error kind=server") == ["abc0000000000001"])
        #expect(try await spans("stock") == ["abc0000000000002"])
        #expect(try await spans("health") == [])
    }

    @Test func `Pages follow upon each other in every order, and miss nothing`() async throws {
        for sort in TraceSort.allCases {
            for ascending in [false, true] {
                var ids: [UInt64] = []
                var cursor: String?
                repeat {
                    let page = try await store.traces(
                        matching: Query(),
                        sort: sort,
                        ascending: ascending,
                        cursor: cursor,
                        limit: 1
                    )
                    #expect(page.matched == 3)
                    ids += page.traces.map(\.trace.low)
                    cursor = page.next
                } while cursor != nil
                let whole = try await store.traces(matching: Query(), sort: sort, ascending: ascending)
                #expect(ids == whole.traces.map(\.trace.low) && Set(ids) == [1, 2, 3])
            }
        }
        let byDuration = try await store.traces(matching: Query(), sort: .duration).traces.map(\.trace.low)
        #expect(byDuration == [1, 3, 2])
        let late = try await store.traces(matching: Query(), from: epoch + 15_000_000).traces.map(\.trace.low)
        #expect(late == [3])
    }

    @Test func `What is in segments that are full is found as what is in memory`() async throws {
        let count = UInt64(Segment.capacity) + 100
        for start in stride(from: UInt64(1), through: count, by: 4_096) {
            let numbers = start..<min(start + 4_096, count + 1)
            await store.insert([
                resourceSpans(
                    "bulk",
                    numbers.map { span(1, trace: traceID(100 + $0), "bulk \($0)", ["n": .int(Int64($0))]) }
                )
            ])
        }
        #expect(try await store.traces(matching: Query(parsing: "service=bulk")).matched == Int(count))
        #expect(try await found("n=5") == [105])
        #expect(try await found("n=\(count)") == [100 + count])
        #expect(try await found("n>\(count - 2)") == [99 + count, 100 + count])
        #expect(try await found("\"bulk 77\" n<100") == [177])
        #expect(try await found("service=payments") == [1])
    }
}
