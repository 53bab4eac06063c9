import OTLP
import Testing

@testable import ThroughlineViewer

@Suite(.timeLimit(.minutes(5)))
struct TelemetryStoreTests {
    private let store: TelemetryStore
    private let id: Trace.ID

    init() throws {
        store = try TelemetryStore()
        id = try #require(Trace.ID(bytes: shopTrace))
    }

    private func stored() async throws -> Trace {
        try #require(await store.trace(id))
    }

    @Test func `Spans are assembled by trace id over requests and services`() async throws {
        await store.insert([resourceSpans("shop", [span(1, "a"), span(2, parent: 1, "b")])])
        await store.insert([resourceSpans("payments", [span(3, parent: 2, "c"), span(1, trace: traceID(9), "other")])])
        let trace = try await stored()
        #expect(trace.spans.map(\.name) == ["a", "b", "c"])
        #expect(trace.spans.map(\.serviceName) == ["shop", "shop", "payments"])
        #expect(try await store.traces().map(\.spans.count) == [3, 1])
        let status = try await store.status()
        #expect(status.traces == 2 && status.spans == 4)
    }

    @Test func `A span comes back as it came, whatever it holds`() async throws {
        let value = AnyValue.array([
            .keyValueList([KeyValue(key: "k\0", value: .double(.nan))]), .bytes([0, 255]), .empty,
        ])
        var full = span(
            1,
            "name\0with NUL",
            kind: .client,
            ["": "", "nul": "a\0b", "int": .int(.min), "max": .int(.max), "inf": .double(-.infinity), "list": value],
            events: [event("e\0", at: 0.5, ["huge": .string(String(repeating: "ü", count: 100_000))])],
            links: [Span.Link(traceID: traceID(7), spanID: spanID(8)), Span.Link(traceID: [1], spanID: [])],
            error: "boom"
        )
        full.traceState = "vendor=1"
        full.flags = 0x301
        full.endTimeUnixNano = .max
        await store.insert([resourceSpans([full])])
        let trace = try await stored()
        #expect(try trace.spans.first?.data.protobuf() == full.protobuf())
        #expect(try await store.summary(of: id)?.name == "name\0with NUL")
    }

    @Test func `An orphan is attached when its parent comes`() async throws {
        await store.insert([resourceSpans([span(1, "a"), span(3, parent: 2, "c")])])
        #expect(try await stored().tree.nodes.map(\.placement) == [.root, .orphan])
        #expect(try await store.summary(of: id)?.complete == false)
        await store.insert([resourceSpans([span(2, parent: 1, "b")])])
        #expect(try await stored().tree.nodes.map(\.placement) == [.root, .child, .child])
        #expect(try await store.summary(of: id)?.complete == true)
    }

    @Test func `A trace is named after its root, and before that has come after its first span`() async throws {
        await store.insert([resourceSpans("payments", [span(3, parent: 2, "c", at: 2)])])
        #expect(try await store.summary(of: id)?.name == "c")
        await store.insert([resourceSpans("shop", [span(2, parent: 1, "b", at: 1)])])
        #expect(try await store.summary(of: id)?.name == "b")
        await store.insert([resourceSpans("web", [span(1, "a", at: 3)])])
        let summary = try #require(await store.summary(of: id))
        #expect(summary.name == "a" && summary.service == "web" && summary.roots == 1)
        #expect(summary.services.map(\.name) == ["payments", "shop", "web"])
    }

    @Test func `A span that is sent again is there once`() async throws {
        await store.insert([resourceSpans([span(1, "a"), span(2, parent: 1, "b")])])
        var changes = store.changes().makeAsyncIterator()
        let insertion = await store.insert([resourceSpans([span(1, "a"), span(2, parent: 1, "b")])])
        #expect(insertion.accepted == 2 && insertion.rejectedCount == 0)
        #expect(try await stored().spans.map(\.name) == ["a", "b"])
        let status = try await store.status()
        #expect(status.duplicateSpans == 2 && status.spans == 2)

        // Nothing has changed, so nobody is told: the first change is the one that comes now.
        await store.insert([resourceSpans([span(1, trace: traceID(5))])])
        let changed = await changes.next()
        #expect(changed?.map(\.hex) == ["4bf92f3577b34da60000000000000005"])
    }

    @Test func `A span that is sent again with more in it replaces itself, and is found by that only`() async throws {
        await store.insert([resourceSpans([span(1, "a", ["step": 1], error: "boom"), span(2, parent: 1, "b")])])
        await store.insert([resourceSpans([span(1, "a much longer name", ["step": 2])])])
        #expect(try await stored().spans.map(\.name) == ["a much longer name", "b"])
        let summary = try #require(await store.summary(of: id))
        #expect(summary.spans == 2 && summary.errors == 0 && summary.roots == 1 && summary.complete)
        #expect(try await store.traceIDs(matching: Query(parsing: "step=1")) == [])
        #expect(try await store.traceIDs(matching: Query(parsing: "step=2")) == [id])
        #expect(try await store.traceIDs(matching: Query(parsing: "{-step=1 name~longer}")) == [id])
    }

    @Test func `A client and its server with one id are two spans`() async throws {
        await store.insert([resourceSpans("web", [span(1, "GET", kind: .client)])])
        await store.insert([resourceSpans("shop", [span(1, "GET /", kind: .server)])])
        await store.insert([resourceSpans("shop", [span(1, "GET /", kind: .server)])])
        #expect(try await stored().spans.map(\.name) == ["GET", "GET /"])
    }

    @Test func `The traces that came first make room`() async throws {
        let store = try TelemetryStore(limits: TelemetryStore.Limits(maxSpans: 4))
        for number in 1...3 as ClosedRange<UInt64> {
            await store.insert([resourceSpans([span(1, trace: traceID(number)), span(2, trace: traceID(number))])])
        }
        #expect(try await store.traces().map(\.id) == [2, 3].compactMap { Trace.ID(bytes: traceID($0)) })
        let status = try await store.status()
        #expect(status.pruned == StoreStatus.Pruned(spans: 2, traces: 1))

        // What is gone may come again, as any other.
        await store.insert([resourceSpans([span(1, trace: traceID(1))])])
        #expect(try await store.traces().map(\.spans.count) == [2, 1])
    }

    @Test func `A trace that is too large alone does not drive out the others`() async throws {
        let store = try TelemetryStore(limits: TelemetryStore.Limits(maxSpans: 4))
        await store.insert([resourceSpans([span(1, trace: traceID(1))])])
        let insertion = await store.insert([resourceSpans((1...6).map { span($0, trace: traceID(2)) })])
        #expect(insertion.accepted == 4 && insertion.rejected == [.storeFull: 2])
        #expect(try await store.status().rejected.spans == 2)
        #expect(try await store.traces().map(\.spans.count) == [4])

        let small = try TelemetryStore(limits: TelemetryStore.Limits(maxBytes: 1 << 20))
        await small.insert([resourceSpans([span(1, trace: traceID(1))])])
        let large = span(2, trace: traceID(2), String(repeating: "x", count: 1 << 19))
        #expect(await small.insert([resourceSpans([large])]).rejected == [.storeFull: 1])
        #expect(try await small.traces().map(\.spans.count) == [1])
    }

    @Test func `Log records are found by their trace, also those that came before its spans`() async throws {
        await store.insert([resourceLogs([record("a"), record("other", trace: traceID(9)), record("none", trace: [])])])
        #expect(try await store.trace(id) == nil)
        await store.insert([resourceSpans([span(1), span(2, parent: 1)])])
        await store.insert([resourceLogs([record("b", span: 2)])])
        let trace = try await stored()
        #expect(trace.logs.map(\.data.body) == [.string("a"), .string("b")])
        #expect(trace.logs(of: trace.spans[1].id).map(\.data.body) == [.string("b")])
        #expect(try await store.summary(of: id)?.logs == 2)
        #expect(try await store.untracedLogs().map(\.data.body) == [.string("none")])
        #expect(try await store.status().logRecords == 4)
    }

    @Test func `Of traces that no span has come of, readers of changes are not told`() async throws {
        var changes = store.changes().makeAsyncIterator()
        await store.insert([resourceLogs([record("early"), record("other", trace: traceID(9))])])
        await store.insert([resourceSpans([span(1)])])
        #expect(await changes.next() == [id])
        await store.insert([resourceLogs([record("late"), record("other", trace: traceID(9))])])
        #expect(await changes.next() == [id])
    }

    @Test func `Series are told apart by all that they are, but not by the order of their attributes`() async throws {
        func attribute(_ key: String, _ value: AnyValue) -> KeyValue { KeyValue(key: key, value: value) }
        let (a, b) = (attribute("a", 1), attribute("b", 2))
        var otherUnit = gauge("depth", 4, [a])
        otherUnit.unit = "s"
        await store.insert([
            resourceMetrics([gauge("depth", 1, [a, b]), gauge("depth", 2, [b, a]), gauge("depth", 3, [a]), otherUnit])
        ])
        await store.insert([resourceMetrics([gauge("depth", 5, [a])], resource: "payments")])
        let series = try await store.series(named: "depth")
        #expect(series.map(\.points.count) == [2, 1, 1, 1])
        #expect(series.first?.attributes == [a, b])
    }

    @Test func `Ten thousand traces in a small store leave the last ones, and the counts right`() async throws {
        let store = try TelemetryStore(limits: TelemetryStore.Limits(maxSpans: 100))
        for batch in 0..<100 as Range<UInt64> {
            await store.insert([resourceSpans((1...100).map { span(1, trace: traceID(batch * 100 + $0)) })])
        }
        #expect(try await store.traces().map(\.id) == (9_901...10_000).compactMap { Trace.ID(bytes: traceID($0)) })
        let status = try await store.status()
        #expect(status.traces == 100 && status.pruned.traces == 9_900)
        #expect(try await store.traces(matching: Query(parsing: "name=work")).matched == 100)
        try await store.removeAll()
        #expect(try await store.traces().isEmpty)
        #expect(try await store.status().spans == 0)
    }

    @Test func `Changes are told to every reader, and gathered for one that is slow`() async throws {
        var first = store.changes().makeAsyncIterator()
        var second = store.changes().makeAsyncIterator()
        let ids = try (1...3).map { try #require(Trace.ID(bytes: traceID($0))) }
        await store.insert([resourceSpans([span(1, trace: traceID(1))])])
        #expect(await first.next() == [ids[0]])
        await store.insert([resourceSpans([span(1, trace: traceID(2))])])
        await store.insert([resourceSpans([span(1, trace: traceID(3)), span(2, trace: traceID(3))])])
        #expect(await first.next() == [ids[1], ids[2]])
        #expect(await second.next() == Set(ids))
    }

    @Test func `Changes end with the store`() async throws {
        var store: TelemetryStore? = try TelemetryStore()
        let changes = try #require(store?.changes())
        store = nil
        for await _ in changes { Issue.record("nothing has changed") }
    }

    @Test func `Waiting ends when it is true`() async throws {
        let id = id
        async let arrived = store.wait(timeout: .seconds(60)) { try await $0.trace(id)?.isComplete == true }
        await store.insert([resourceSpans([span(2, parent: 1)])])
        await store.insert([resourceSpans([span(1)])])
        #expect(await arrived)
        #expect(await !store.wait(timeout: .zero) { _ in false })
        async let measured = store.wait(timeout: .seconds(60)) { try await $0.status().dataPoints == 1 }
        await store.insert([resourceMetrics([gauge("depth", 1)])])
        #expect(await measured)
    }

    @Test func `Many requests at a time lose nothing`() async throws {
        let store = store
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 as Range<UInt64> {
                group.addTask {
                    for number in 0..<100 as Range<UInt64> {
                        await store.insert([resourceSpans([span(1 + task * 100 + number, trace: traceID(number % 10))])]
                        )
                    }
                }
            }
        }
        #expect(try await store.status().spans == 800)
        #expect(try await store.traces().map(\.spans.count) == [Int](repeating: 80, count: 10))
    }

    @Test func `Ids are read and written`() throws {
        let hex = "4bf92f3577b34da6000000000000004b"
        #expect(Trace.ID(bytes: shopTrace)?.hex == hex)
        #expect(Trace.ID(hex: hex.uppercased()) == Trace.ID(bytes: shopTrace))
        #expect(Trace.Span.ID(bytes: spanID(1))?.hex == "abc0000000000001")
        #expect(Trace.Span.ID(hex: "00f067aa0ba902b7")?.description == "00f067aa0ba902b7")
        for wrong in [
            "", "0", String(repeating: "0", count: 32), String(hex.dropLast()), hex + "0", "g" + hex.dropFirst(),
            "é" + hex.dropFirst(2),
        ] {
            #expect(Trace.ID(hex: wrong) == nil)
        }
        #expect(Trace.Span.ID(hex: "0000000000000000") == nil)
        #expect(Trace.Span.ID(hex: "+0f067aa0ba902b7") == nil)
    }
}
