import OTLP
import Testing
import ThroughlineViewer

@Suite(.timeLimit(.minutes(5)))
struct TraceStoreTests {
    private let store = TraceStore()
    private let id: Trace.ID

    init() throws {
        id = try #require(Trace.ID(bytes: shopTrace))
    }

    private func stored() throws -> Trace {
        try #require(store.trace(id))
    }

    @Test func `Spans are assembled by trace id over requests and services`() throws {
        store.insert([resourceSpans("shop", [span(1, "a"), span(2, parent: 1, "b")])])
        store.insert([resourceSpans("payments", [span(3, parent: 2, "c"), span(1, trace: traceID(9), "other")])])
        #expect(try stored().spans.map(\.name) == ["a", "b", "c"])
        #expect(try stored().spans.map(\.serviceName) == ["shop", "shop", "payments"])
        #expect(store.traces().map(\.spans.count) == [3, 1])
        #expect(store.statistics.traces == 2 && store.statistics.spans == 4)
    }

    @Test func `An orphan is attached when its parent comes`() throws {
        store.insert([resourceSpans([span(1, "a"), span(3, parent: 2, "c")])])
        #expect(try stored().tree.nodes.map(\.placement) == [.root, .orphan])
        #expect(try !stored().isComplete)
        store.insert([resourceSpans([span(2, parent: 1, "b")])])
        #expect(try stored().tree.nodes.map(\.placement) == [.root, .child, .child])
        #expect(try stored().isComplete)
    }

    @Test func `A span that is sent again is there once`() async throws {
        store.insert([resourceSpans([span(1, "a"), span(2, parent: 1, "b")])])
        let before = store.statistics
        var changes = store.changes().makeAsyncIterator()
        let insertion = store.insert([resourceSpans([span(1, "a"), span(2, parent: 1, "b")])])
        #expect(insertion.accepted == 2 && insertion.rejectedCount == 0)
        #expect(try stored().spans.map(\.name) == ["a", "b"])
        #expect(store.statistics.duplicateSpans == 2)
        #expect(store.statistics.spans == 2 && store.statistics.bytes == before.bytes)

        // Nothing has changed, so nobody is told: the first change is the one that comes now.
        store.insert([resourceSpans([span(1, trace: traceID(5))])])
        let changed = await changes.next()
        #expect(changed?.map(\.hex) == ["4bf92f3577b34da60000000000000005"])
    }

    @Test func `A span that is sent again is known by itself, whatever it comes with`() throws {
        store.insert([resourceSpans("shop", [span(1, "a")])])
        let before = store.statistics
        store.insert([resourceSpans("a name that would have to be compared with every span", [span(1, "a")])])
        #expect(store.statistics.duplicateSpans == 1)
        #expect(store.statistics.bytes == before.bytes)
        #expect(try stored().spans.map(\.serviceName) == ["shop"])
    }

    @Test func `A span that is sent again with more in it replaces itself`() throws {
        store.insert([resourceSpans([span(1, "a"), span(2, parent: 1, "b")])])
        let before = store.statistics.bytes
        store.insert([resourceSpans([span(1, "a much longer name", ["key": "value"])])])
        #expect(try stored().spans.map(\.name) == ["a much longer name", "b"])
        #expect(store.statistics.spans == 2 && store.statistics.bytes > before)
        store.insert([resourceSpans([span(1, "a")])])
        #expect(store.statistics.bytes == before)
    }

    @Test func `A request with the same span twice holds it once`() throws {
        let insertion = store.insert([resourceSpans([span(1, "a"), span(1, "b")])])
        #expect(insertion.accepted == 2)
        #expect(try stored().spans.map(\.name) == ["b"])
    }

    @Test func `The traces that came first make room`() throws {
        let store = TraceStore(limits: TraceStore.Limits(maxSpans: 4))
        for number in 1...3 as ClosedRange<UInt64> {
            store.insert([resourceSpans([span(1, trace: traceID(number)), span(2, trace: traceID(number))])])
        }
        #expect(store.traces().map(\.id) == [2, 3].compactMap { Trace.ID(bytes: traceID($0)) })
        #expect(store.statistics.evictedTraces == 1 && store.statistics.evictedSpans == 2)

        // The trace that grows is the oldest itself: the next one makes room.
        store.insert([resourceSpans([span(3, trace: traceID(2))])])
        #expect(store.traces().map(\.id) == [Trace.ID(bytes: traceID(2))])
        #expect(store.statistics.spans == 3)

        // What is gone may come again, as any other.
        store.insert([resourceSpans([span(1, trace: traceID(1))])])
        #expect(store.traces().map(\.spans.count) == [3, 1])
        #expect(store.statistics.traces == 2 && store.statistics.spans == 4)
    }

    @Test func `A trace that is too large alone does not drive out the others`() throws {
        let store = TraceStore(limits: TraceStore.Limits(maxSpans: 4))
        store.insert([resourceSpans([span(1, trace: traceID(1))])])
        let insertion = store.insert([resourceSpans((1...6).map { span($0, trace: traceID(2)) })])
        #expect(insertion.accepted == 4 && insertion.rejected == [.storeFull: 2])
        #expect(store.statistics.rejectedSpans == 2)
        #expect(store.traces().map(\.spans.count) == [4])

        let small = TraceStore(limits: TraceStore.Limits(maxBytes: 10_000))
        small.insert([resourceSpans([span(1, trace: traceID(1))])])
        let large = span(2, trace: traceID(2), String(repeating: "x", count: 10_000))
        #expect(small.insert([resourceSpans([large])]).rejected == [.storeFull: 1])
        #expect(small.traces().map(\.spans.count) == [1])
    }

    @Test func `Every part of a span counts against the memory`() throws {
        let text = String(repeating: "x", count: 5_000)
        let value = AnyValue.array([.keyValueList([KeyValue(key: "k", value: .string(text))])])
        var named = span(1)
        named.name = text
        var tracked = span(1)
        tracked.traceState = text
        var bytes = span(1)
        bytes.attributes = [KeyValue(key: "k", value: .bytes([UInt8](repeating: 0, count: 5_000)))]
        let spans = [
            named, tracked, bytes,
            span(1, "a", [text: 1]), span(1, "a", ["k": value]), span(1, error: text),
            span(1, events: [event(text, at: 0)]), span(1, events: [event("e", at: 0, ["k": value])]),
            span(1, links: [Span.Link(traceState: text)]),
            span(1, links: [Span.Link(attributes: [KeyValue(key: "k", value: value)])]),
        ]
        for span in spans {
            let store = TraceStore(limits: TraceStore.Limits(maxBytes: 5_000))
            #expect(store.insert([resourceSpans([span])]).rejected == [.storeFull: 1])
        }
        for group in [
            resourceSpans(text, [span(1)]),
            ResourceSpans(scopeSpans: [ScopeSpans(scope: InstrumentationScope(name: text), spans: [span(1)])]),
        ] {
            let store = TraceStore(limits: TraceStore.Limits(maxBytes: 5_000))
            #expect(store.insert([group]).rejected == [.storeFull: 1])
        }
        let store = TraceStore(limits: TraceStore.Limits(maxBytes: 5_000))
        #expect(store.insert([resourceSpans([span(1)])]).accepted == 1)
    }

    @Test func `Ten thousand traces in a small store leave the last ones, and the counts right`() throws {
        let store = TraceStore(limits: TraceStore.Limits(maxSpans: 100))
        for number in 1...10_000 as ClosedRange<UInt64> {
            store.insert([resourceSpans([span(1, trace: traceID(number))])])
        }
        #expect(store.traces().map(\.id) == (9_901...10_000).compactMap { Trace.ID(bytes: traceID($0)) })
        #expect(store.statistics.traces == 100 && store.statistics.evictedTraces == 9_900)
        store.removeAll()
        #expect(store.traces().isEmpty && store.statistics.bytes == 0 && store.statistics.spans == 0)
    }

    @Test func `Changes are told to every reader, and gathered for one that is slow`() async throws {
        var first = store.changes().makeAsyncIterator()
        var second = store.changes().makeAsyncIterator()
        let ids = try (1...3).map { try #require(Trace.ID(bytes: traceID($0))) }
        store.insert([resourceSpans([span(1, trace: traceID(1))])])
        #expect(await first.next() == [ids[0]])
        store.insert([resourceSpans([span(1, trace: traceID(2))])])
        store.insert([resourceSpans([span(1, trace: traceID(3)), span(2, trace: traceID(3))])])
        #expect(await first.next() == [ids[1], ids[2]])
        #expect(await second.next() == Set(ids))
    }

    @Test func `Changes end with the store`() async {
        var store: TraceStore? = TraceStore()
        let changes = store?.changes()
        store = nil
        for await _ in changes ?? self.store.changes() { Issue.record("nothing has changed") }
    }

    @Test func `Waiting ends when it is true`() async throws {
        let id = id
        async let arrived = store.wait(timeout: .seconds(60)) { $0.trace(id)?.isComplete == true }
        store.insert([resourceSpans([span(2, parent: 1)])])
        store.insert([resourceSpans([span(1)])])
        #expect(await arrived)
        #expect(await store.wait(timeout: .zero) { $0.contains(id) })
        #expect(await !store.wait(timeout: .zero) { _ in false })
    }

    @Test func `Many requests at a time lose nothing`() async throws {
        let store = store
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 as Range<UInt64> {
                group.addTask {
                    for number in 0..<200 as Range<UInt64> {
                        store.insert([resourceSpans([span(1 + task * 200 + number, trace: traceID(number % 10))])])
                        _ = store.traces()
                    }
                }
            }
        }
        #expect(store.statistics.spans == 1_600)
        #expect(store.traces().map(\.spans.count) == [Int](repeating: 160, count: 10))
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
