import Foundation
import OTLP
import Testing

@testable import ThroughlineViewer

/// `throughline traces`, from outside, against a viewer.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct TracesCommandTests {
    private struct Result {
        let status: Int32
        let output: [String]
        let errors: [String]
    }

    private func run(_ arguments: [String], on viewer: RunningViewer) async throws -> Result {
        let command = try CommandProcess(["traces"] + arguments + ["--viewer", "http://127.0.0.1:\(viewer.port)/"])
        async let output = command.output.reduce(into: [String]()) { $0.append($1) }
        async let errors = command.errors.reduce(into: [String]()) { $0.append($1) }
        let status = await command.exitStatus()
        return await Result(status: status, output: output, errors: errors)
    }

    private func insert(into viewer: RunningViewer) async {
        let failed = span(
            2,
            parent: 1,
            "SELECT \u{1B}[31m",
            kind: .client,
            at: 1,
            ["db.system.name": "sqlite"],
            error: "broken"
        )
        await viewer.store.insert([resourceSpans([span(1, "GET /orders", kind: .server, for: 5), failed])])
        await viewer.store.insert([resourceLogs([record("no room", span: 2, .error)])])
        await viewer.store.insert([resourceSpans([span(3, trace: traceID(9), "other", at: -1_000)])])
    }

    @Test func `Traces are listed in a line each, the latest first`() async throws {
        try await RunningViewer.with { viewer in
            await insert(into: viewer)
            let result = try await run(["list"], on: viewer)
            #expect(result.status == 0)
            #expect(result.output.count == 3)
            #expect(result.output[0].split(separator: " ").map(String.init) == TraceListHead.words)
            #expect(result.output[1].hasPrefix(shopTrace.hexDigits))
            #expect(result.output[1].contains("12:04:31.120Z") && result.output[1].contains("5.00 ms"))
            #expect(result.output[1].hasSuffix("GET /orders"))
            #expect(result.output[2].hasPrefix(traceID(9).hexDigits))

            let longest = try await run(["list", "--sort", "duration", "--ascending", "--limit", "1"], on: viewer)
            #expect(longest.output[1].hasPrefix(traceID(9).hexDigits))
            #expect(longest.output.last?.hasPrefix("There are more: --after ") == true)
        }
    }

    private enum TraceListHead {
        static let words = ["TRACE", "START", "DURATION", "SPANS", "ERRORS", "SERVICE", "NAME"]
    }

    @Test func `A query finds traces, also as JSON`() async throws {
        try await RunningViewer.with { viewer in
            await insert(into: viewer)
            let found = try await run(["search", "status=error", "db.system.name=sqlite"], on: viewer)
            #expect(found.output.count == 2)
            let nothing = try await run(["search", "service=elsewhere"], on: viewer)
            #expect(nothing.output == ["Nothing is found."])
            #expect(nothing.status == 0)
            let json = try await run(["search", "--json", "name=other"], on: viewer)
            let list = try JSONSerialization.jsonObject(with: Data(json.output.joined().utf8)) as? [String: Any]
            #expect((list?["traces"] as? [Any])?.count == 1)
            let wrong = try await run(["search", "service=shop (a"], on: viewer)
            #expect(wrong.status == 1)
            #expect(wrong.errors.first?.contains("at character") == true)
        }
    }

    @Test func `A trace is shown as a tree that cannot steer the terminal, or as OTLP`() async throws {
        try await RunningViewer.with { viewer in
            await insert(into: viewer)
            let shown = try await run(["show", shopTrace.hexDigits, "--width", "90"], on: viewer)
            #expect(shown.status == 0)
            #expect(shown.output.first?.hasPrefix("trace \(shopTrace.hexDigits)") == true)
            #expect(shown.output.contains { $0.contains(#"✗ SELECT \u{1B}[31m"#) })
            #expect(shown.output.contains { $0.contains("ERROR no room") })
            #expect(!shown.output.joined().contains("\u{1B}"))

            let json = try await run(["show", shopTrace.hexDigits, "--json"], on: viewer)
            #expect(!json.output.joined().contains("\u{1B}"))
            let request = try ExportTraceServiceRequest(json: Array(json.output.joined().utf8))
            #expect(request.resourceSpans.first?.scopeSpans.first?.spans.count == 2)

            let unknown = try await run(["show", traceID(77).hexDigits], on: viewer)
            #expect(unknown.status == 1)
            #expect(unknown.errors.first?.contains("This trace is not here") == true)
            #expect(try await run(["show", "xyz"], on: viewer).status == 64)
        }
    }

    @Test(arguments: [[], ["--json"]])
    func `Traces are shown as they come`(options: [String]) async throws {
        try await RunningViewer.with { viewer in
            let command = try CommandProcess(
                ["traces", "tail", "--viewer", "http://127.0.0.1:\(viewer.port)"] + options
            )
            var lines = command.output.makeAsyncIterator()
            // Nobody says when the command listens: traces come until one is shown.
            let sending = Task {
                for number in 1... as PartialRangeFrom<UInt64> {
                    guard !Task.isCancelled else { return }
                    await viewer.store.insert([resourceSpans([span(number, trace: traceID(number), "GET /")])])
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
            let line = try #require(await lines.next())
            sending.cancel()
            #expect(line.hasPrefix(options.isEmpty ? "trace 4bf92f35" : #"{"resourceSpans":"#))
            command.send(SIGINT)
            while await lines.next() != nil {}
            #expect(await command.exitStatus() == 0)
        }
    }

    @Test func `Where no viewer answers, that is said`() async throws {
        // Port 1 is nobody's.
        let command = try CommandProcess("traces", "list", "--viewer", "http://127.0.0.1:1")
        #expect(await command.exitStatus() == 1)
        let errors = await command.errors.reduce(into: []) { $0.append($1) }
        #expect(errors.first?.contains("No viewer answers at http://127.0.0.1:1.") == true)
    }
}
