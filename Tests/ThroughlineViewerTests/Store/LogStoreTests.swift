import OTLP
import Testing

@testable import ThroughlineViewer

@Suite struct LogStoreTests {
    private let shop = Trace.ID(bytes: shopTrace)

    private func texts(_ entries: [LogEntry]) -> [String] {
        entries.map { $0.data.body?.stringValue ?? "" }
    }

    @Test func `Records are found by their trace, in the order of their arrival`() throws {
        let store = LogStore()
        store.insert([resourceLogs([record("a"), record("other", trace: traceID(9)), record("b", span: 2)])])
        let id = try #require(shop)
        #expect(texts(store.entries(of: id)) == ["a", "b"])
        #expect(store.entries(of: id).map(\.spanID) == [.init(bytes: spanID(1)), .init(bytes: spanID(2))])
        #expect(store.untracedEntries().isEmpty)
    }

    @Test(arguments: [[], [1], [UInt8](repeating: 0, count: 16), [UInt8](repeating: 1, count: 17)])
    func `A record whose trace id is not valid belongs to no trace`(trace: [UInt8]) {
        let store = LogStore()
        store.insert([resourceLogs([record("a", trace: trace)])])
        #expect(store.untracedEntries().map(\.traceID) == [nil])
        #expect(store.untracedEntries().map(\.spanID) == [nil])
        #expect(store.statistics.untracedRecords == 1)
    }

    @Test func `The records that came first make room, and not for those without a trace`() throws {
        let store = LogStore(limits: LogStore.Limits(maxRecords: 3, maxUntracedRecords: 2))
        store.insert([resourceLogs([record("a"), record("b"), record("c", trace: traceID(9)), record("d")])])
        for text in ["x", "y", "z"] { store.insert([resourceLogs([record(text, trace: [])])]) }
        let id = try #require(shop)
        #expect(texts(store.entries(of: id)) == ["b", "d"])
        #expect(texts(store.untracedEntries()) == ["y", "z"])
        #expect(store.statistics.records == 3 && store.statistics.untracedRecords == 2)
        #expect(store.statistics.evictedRecords == 2)
    }

    @Test func `Memory stays below the limit, and is given back`() {
        let limits = LogStore.Limits(maxRecords: .max, maxUntracedRecords: .max, maxBytes: 100_000)
        let store = LogStore(limits: limits)
        for number in 1...5_000 as ClosedRange<UInt64> {
            let text = String(repeating: "x", count: Int(number % 700))
            let trace = number.isMultiple(of: 5) ? [] : traceID(number % 40 + 1)
            store.insert([resourceLogs([record(text, trace: trace)])])
            #expect(store.statistics.bytes <= 2 * limits.maxBytes)
        }
        let kept = store.statistics
        #expect(kept.evictedRecords + kept.records + kept.untracedRecords == 5_000)
        let byTrace = (1...40 as ClosedRange<UInt64>).reduce(0) { count, number in
            count + (Trace.ID(bytes: traceID(number)).map { store.entries(of: $0).count } ?? 0)
        }
        #expect(byTrace == kept.records)
        store.removeAll()
        #expect(store.statistics.bytes == 0 && store.untracedEntries().isEmpty)
    }

    @Test func `One trace with very many records takes the room of the others and no more`() throws {
        let store = LogStore(limits: LogStore.Limits(maxRecords: 100))
        for number in 1...10_000 { store.insert([resourceLogs([record("\(number)")])]) }
        let id = try #require(shop)
        #expect(texts(store.entries(of: id)) == (9_901...10_000).map(String.init))
    }

    @Test func `Of traces that no span has come of, readers of changes are not told`() async throws {
        let (traces, logs) = (TraceStore(), LogStore())
        var changes = traces.changes(with: logs).makeAsyncIterator()
        logs.insert([resourceLogs([record("early"), record("other", trace: traceID(9))])])
        traces.insert([resourceSpans([span(1)])])
        let id = try #require(shop)
        #expect(await changes.next() == [id])
        logs.insert([resourceLogs([record("late"), record("other", trace: traceID(9))])])
        #expect(await changes.next() == [id])
    }

    @Test func `Who waits is told of what comes`() async {
        let store = LogStore()
        async let isThere = store.wait(timeout: .seconds(30)) { $0.statistics.records == 2 }
        store.insert([resourceLogs([record("a")])])
        store.insert([resourceLogs([record("b")])])
        #expect(await isThere)
    }
}
