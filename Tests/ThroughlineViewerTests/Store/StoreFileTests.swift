import Foundation
import GRDBSQLite
import OTLP
import TestSupport
import Testing

@testable import ThroughlineViewer

/// A store in a file: what is there again after a restart, and what is never touched.
@Suite(.timeLimit(.minutes(5)))
final class StoreFileTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
    private var path: String { directory.appending(path: "telemetry.sqlite").path }

    init() throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    private func fill(_ store: TelemetryStore) async {
        await store.insert([
            resourceSpans(
                "shop",
                [span(1, "a", kind: .server, ["n": 1]), span(3, parent: 2, "c", ["n": 3], error: "boom")]
            )
        ])
        await store.insert([resourceSpans("shop", [span(1, "a, sent again", kind: .server, ["n": 4])])])
        await store.insert([resourceLogs([record("of a trace"), record("of none", trace: [])])])
        await store.insert([resourceMetrics([gauge("depth", 5)])])
    }

    private func expectFilled(_ store: TelemetryStore) async throws {
        let id = try #require(Trace.ID(bytes: shopTrace))
        let status = try await store.status()
        #expect(status.spans == 2 && status.traces == 1 && status.logRecords == 2 && status.dataPoints == 1)
        let trace = try #require(await store.trace(id))
        #expect(trace.spans.map(\.name) == ["a, sent again", "c"])
        #expect(trace.spans.map(\.serviceName) == ["shop", "shop"])
        #expect(trace.logs.map(\.data.body) == [.string("of a trace")])
        let summary = try #require(await store.summary(of: id))
        #expect(
            summary.name == "a, sent again" && summary.errors == 1 && summary.services.map(\.spans) == [2]
                && !summary.complete
        )
        #expect(try await store.traceIDs(matching: Query(parsing: "n=4")) == [id])
        #expect(try await store.traceIDs(matching: Query(parsing: "n=1")) == [])
        #expect(try await store.traceIDs(matching: Query(parsing: "boom service=shop")) == [id])
        #expect(try await store.logs(matching: Query(parsing: "\"of none\"")).logs.count == 1)
        #expect(try await store.series(named: "depth").map(\.points.count) == [1])
    }

    @Test func `What was written is there again, and goes on`() async throws {
        do {
            let store = try TelemetryStore(path: path)
            await fill(store)
            try await expectFilled(store)
        }
        let store = try TelemetryStore(path: path)
        try await expectFilled(store)
        // The span that was missing comes to the process that did not see the others.
        await store.insert([resourceSpans("payments", [span(2, parent: 1, "b")])])
        let id = try #require(Trace.ID(bytes: shopTrace))
        let summary = try #require(await store.summary(of: id))
        #expect(summary.complete && summary.spans == 3 && summary.services.count == 2)
        #expect(
            await store.insert([resourceSpans("shop", [span(3, parent: 2, "c", ["n": 3], error: "boom")])]).accepted
                == 1
        )
        #expect(try await store.status().duplicateSpans == 1)
    }

    @Test func `What is copied in the midst of writing is whole up to some request`() async throws {
        let store = try TelemetryStore(path: path)
        var copies: [String] = []
        for number in 1...30 as ClosedRange<UInt64> {
            await store.insert([
                resourceSpans([span(1, trace: traceID(number)), span(2, parent: 1, trace: traceID(number))])
            ])
            guard number.isMultiple(of: 10) else { continue }
            // Another request is on its way while the files are copied, as when a process is killed.
            async let insertion = store.insert([resourceSpans((1...500).map { span($0, trace: traceID(100 + number)) })]
            )
            let copy = directory.appending(path: "copy-\(number).sqlite").path
            for suffix in ["-wal", ""] {
                try? FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
            }
            copies.append(copy)
            _ = await insertion
        }
        for copy in copies {
            let reopened = try TelemetryStore(path: copy)
            let status = try await reopened.status()
            let traces = try await reopened.traces()
            #expect(traces.reduce(0) { $0 + $1.spans.count } == status.spans)
            #expect(traces.allSatisfy { $0.spans.count == 2 || $0.spans.count == 500 })
            #expect(try await reopened.traces(matching: Query(parsing: "name=work")).matched == traces.count)
        }
    }

    @Test func `A file belongs to one process at a time, and to its owner`() async throws {
        let store = try TelemetryStore(path: path)
        await fill(store)
        #expect(throws: StoreError.inUse(path: path)) { try TelemetryStore(path: path) }
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        try await expectFilled(store)
    }

    @Test func `A file of a later release is left as it is`() async throws {
        await fill(try TelemetryStore(path: path))
        try execute("PRAGMA user_version = 99")
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(throws: StoreError.newerSchema(path: path, version: 99)) { try TelemetryStore(path: path) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test func `A database of something else is left as it is`() throws {
        try execute("CREATE TABLE customers (name TEXT); INSERT INTO customers VALUES ('Jane')")
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(throws: StoreError.foreign(path: path)) { try TelemetryStore(path: path) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test func `A file that is no database is left as it is`() throws {
        let text = Data(String(repeating: "Dear diary, ", count: 1_000).utf8)
        try text.write(to: URL(fileURLWithPath: path))
        #expect(throws: StoreError.foreign(path: path)) { try TelemetryStore(path: path) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == text)
    }

    @Test func `A path that leads nowhere is named`() {
        let path = directory.path + "/no/such/folder/x.sqlite"
        let error = #expect(throws: StoreError.self) { try TelemetryStore(path: path) }
        #expect(error?.description.hasPrefix("cannot open \(path): ") == true)
        #expect(throws: StoreError.self) { try TelemetryStore(path: directory.path) }
    }

    @Test func `A damaged file is an error, or gives what is left of it, and never traps`() async throws {
        do {
            let store = try TelemetryStore(path: path)
            for number in 1...200 as ClosedRange<UInt64> {
                await store.insert([
                    resourceSpans([span(1, trace: traceID(number), "span \(number)", ["n": .int(Int64(number))])])
                ])
            }
        }
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        var generator = SeededGenerator(seed: 7)
        for round in 0..<40 {
            var bytes = whole
            for _ in 0..<(round % 4 + 1) * 4 {
                // Behind the header, so that it is still taken for a store.
                bytes[200 + Int(generator.next() % UInt64(bytes.count - 200))] = UInt8(
                    truncatingIfNeeded: generator.next()
                )
            }
            let copy = directory.appending(path: "damaged-\(round).sqlite").path
            try bytes.write(to: URL(fileURLWithPath: copy))
            guard let store = try? TelemetryStore(path: copy) else { continue }
            _ = try? await store.traces()
            _ = try? await store.traces(matching: Query(parsing: "span n>5 -name=x"))
            _ = try? await store.routes()
            await store.insert([resourceSpans([span(1, trace: traceID(9_999))])])
        }
    }

    @Test func `A disk that is full makes room, or refuses, and loses nothing that it has taken`() async throws {
        let store = try TelemetryStore(path: path)
        try await store.read { try $0.connection.execute("PRAGMA max_page_count = 120") }
        let text = String(repeating: "x", count: 2_000)
        var (accepted, refused) = (0, 0)
        for number in 1...40 as ClosedRange<UInt64> {
            let spans = (1...20).map { span($0, trace: traceID(number), "s", ["t": .string("\(number) \(text)")]) }
            let insertion = await store.insert([resourceSpans(spans)])
            accepted += insertion.accepted
            refused += insertion.rejected[.notWritten] ?? 0
        }
        #expect(accepted + refused == 800 && accepted > 0)
        let status = try await store.status()
        #expect(status.spans == accepted - status.pruned.spans)
        #expect(try await store.traces().reduce(0) { $0 + $1.spans.count } == status.spans)
        // The last one is there, for the first have made room.
        #expect(try await store.trace(#require(Trace.ID(bytes: traceID(40)))) != nil)
    }

    @Test func `Log records that made room stay gone after a restart, and others take their place`() async throws {
        let limits = TelemetryStore.Limits(maxBytes: 2 << 20)
        do {
            let store = try TelemetryStore(path: path, limits: limits)
            for number in 0..<100 {
                let text = String(repeating: "x", count: 40_000)
                await store.insert([resourceLogs([record("old \(number) \(text)", trace: [])])])
            }
            #expect(try await store.status().logRecords < 100)
        }
        let store = try TelemetryStore(path: path, limits: limits)
        let before = try await store.status().logRecords
        #expect(try await store.logs(matching: Query(parsing: "old"), limit: 1_000).logs.count == before)
        await store.insert([resourceLogs([record("new", trace: [])])])
        #expect(try await store.logs(matching: Query(parsing: "new")).logs.count == 1)
    }

    @Test func `A file stays within its limit, and what is left is found`() async throws {
        let store = try TelemetryStore(path: path, limits: TelemetryStore.Limits(maxBytes: 4 << 20))
        for batch in 0..<60 as Range<UInt64> {
            let spans = (1...100).map { number in
                span(
                    1,
                    trace: traceID(batch * 100 + number),
                    "n",
                    ["t": .string(String(repeating: "\(batch)", count: 500))]
                )
            }
            await store.insert([resourceSpans(spans)])
            #expect(try await store.status().bytes <= 4 << 20)
        }
        let status = try await store.status()
        #expect(status.pruned.traces > 0 && status.traces + status.pruned.traces == 6_000)
        #expect(try await store.traces(matching: Query(parsing: "name=n")).matched == status.traces)
        #expect(try await store.traces(matching: Query(), limit: 1).traces.first != nil)
    }

    private func execute(_ sql: String) throws {
        var handle: OpaquePointer?
        defer { sqlite3_close(handle) }
        #expect(sqlite3_open(path, &handle) == SQLITE_OK)
        #expect(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK)
    }
}
