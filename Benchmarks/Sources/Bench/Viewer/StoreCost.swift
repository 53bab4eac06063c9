import ArgumentParser
import Foundation
import OTLP
import ThroughlineViewer

/// Fills the viewer's store, and asks it everything.
struct StoreCost: AsyncParsableCommand {
    @Option(help: "How many spans.") var spans = 1_000_000
    @Option(help: "A file to keep them in; in memory otherwise.") var file: String?
    @Flag(help: "Also print what each query found.") var isVerbose = false

    /// What is asked, by the names of the rows.
    static let queries = [
        ("rare", "order.id=order-4711"), ("common", "service=shop"), ("range", "http.response.body.size>9970"),
        ("slow", "duration>50ms"), ("text", "declined"), ("id-text", "order-77777"),
        ("negation", "-http.route=/health"),
        ("wildcard", "url.path~/prod*999"), ("together", "service=shop status=error order.total>400"),
        ("braces", "{service=web kind=server} {exception.type=CardDeclined}"), ("nothing", "\"no such words\""),
        ("no-value", "http.route=/nowhere"),
    ]

    func run() async throws {
        let store = try TelemetryStore(path: file, limits: TelemetryStore.Limits(maxBytes: 8 << 30))
        let traces = spans / SampleTraces.spansPerTrace
        let before = Usage.peakMemory()

        // Encoded beforehand in portions, so that what makes them is not measured.
        var (writing, decoding, cpu) = (0.0, 0.0, 0.0)
        let step = 500
        for first in stride(from: 0, to: traces, by: step * 20) {
            let bodies = try stride(from: first, to: min(first + step * 20, traces), by: step).flatMap { start in
                try SampleTraces.requests(start..<min(start + step, traces)).map { try $0.protobuf() }
            }
            let (start, startCPU) = (Usage.wall(), Usage.cpu())
            // Two senders, as two services are.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for sender in 0..<2 {
                    group.addTask {
                        for index in stride(from: sender, to: bodies.count, by: 2) {
                            let request = try ExportTraceServiceRequest(protobuf: bodies[index])
                            await store.insert(request.resourceSpans)
                        }
                    }
                }
                try await group.waitForAll()
            }
            writing += Usage.wall() - start
            cpu += Usage.cpu() - startCPU
            let decodeStart = Usage.cpu()
            for body in bodies.prefix(6) { _ = try ExportTraceServiceRequest(protobuf: body) }
            decoding += (Usage.cpu() - decodeStart) * Double(bodies.count) / Double(min(6, bodies.count))
        }
        let count = Double(traces * SampleTraces.spansPerTrace)
        print("ingest", count / (writing / 1e9))
        print("ingest-cpu", cpu / count)
        print("decode-cpu", decoding / count)
        print("resident", Double(Usage.resident()))
        print("peak", Double(Usage.peakMemory() - before))
        print("bytes", Double(try await store.status().bytes))

        for (name, text) in Self.queries {
            let query = try Query(parsing: text)
            try await measure(name) { try await store.traces(matching: query).matched }
        }
        try await measure("by-duration") { try await store.traces(matching: Query(), sort: .duration).traces.count }
        try await measure("routes") { try await store.routes().routes.count }
        try await measure("map") { try await store.map().edges.count }
        try await measure("jobs") { try await store.jobs(limit: 100).jobs.count }
        try await measure("fields") { try await store.fields().fields.count }
        try await measure("values") { try await store.values(of: "http.route").values.count }
    }

    /// The slowest of three.
    private func measure(_ name: String, _ body: () async throws -> Int) async throws {
        var slowest = 0.0
        var found = 0
        for _ in 0..<3 {
            let start = Usage.wall()
            found = try await body()
            slowest = max(slowest, Usage.wall() - start)
        }
        print(name, slowest / 1e6)
        if isVerbose { print("#", name, "found", found) }
    }
}
