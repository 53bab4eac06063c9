import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import OTLP
import Testing

/// `throughline view`, from outside.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct CommandTests {
    private func post(_ spans: [OTLP.Span], to endpoint: String) async throws {
        let body = try ExportTraceServiceRequest(resourceSpans: [resourceSpans(spans)]).protobuf()
        var request = HTTPClientRequest(url: endpoint + "/v1/traces")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-protobuf")
        request.body = .bytes(body)
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        #expect(response.status == .ok)
    }

    @Test func `The first lines say what to do, and then traces are shown`() async throws {
        let command = try CommandProcess("view", "--terminal", "--port", "0", "--quiet-period", "0", "--width", "80")
        var lines = command.output.makeAsyncIterator()
        let listening = try #require(await lines.next())
        let endpoint = try #require(listening.split(separator: " ").last.map(String.init))
        #expect(listening == "Receiving OTLP/HTTP on \(endpoint)")
        #expect(endpoint.hasPrefix("http://127.0.0.1:"))
        #expect(await lines.next() == "Open in a browser: \(endpoint)")
        #expect(await lines.next() == "Set this in the application: OTEL_EXPORTER_OTLP_ENDPOINT=\(endpoint)")
        #expect(await lines.next() == "")

        try await post([span(1, "GET /"), span(2, parent: 1, "SELECT", at: 0.5)], to: endpoint)
        let trace = "trace 4bf92f3577b34da6000000000000004b · 1.50 ms · 2 spans · 12:04:31.120Z"
        for line in [trace, "  shop", "GET /  shop", "└─ SELECT"] {
            #expect(await lines.next()?.hasPrefix(line) == true)
        }
        #expect(await lines.next() == "")
        command.send(SIGINT)
        #expect(await command.exitStatus() == 0)
        #expect(await lines.next() == nil)
        #expect(await command.errors.first { _ in true } == nil)
    }

    @Test(arguments: [SIGTERM, SIGHUP])
    func `What has come is shown before the command ends`(signal: Int32) async throws {
        let command = try CommandProcess("view", "--terminal", "--port", "0", "--quiet-period", "3600000")
        var lines = command.output.makeAsyncIterator()
        let endpoint = try #require(await lines.next()?.split(separator: " ").last.map(String.init))
        try await post([span(1, "GET /")], to: endpoint)
        command.send(signal)
        #expect(await command.exitStatus() == 0)
        var shown: [String] = []
        while let line = await lines.next() { shown.append(line) }
        #expect(shown.contains { $0.hasPrefix("trace 4bf92f3577b34da6000000000000004b") })
    }

    @Test func `A file is read first, kept in another, and found there the next time`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "view-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "traces.jsonl").path
        let database = folder.appending(path: "traces.db").path
        let json = try ExportTraceServiceRequest(resourceSpans: [resourceSpans([span(1, "GET /")])]).json()
        try Data(json + Array("\n".utf8)).write(to: URL(filePath: file))
        for files in [[file], []] {
            let command = try CommandProcess(["view", "--port", "0", "--db", database, "--limit", "64MB"] + files)
            var lines = command.output.makeAsyncIterator()
            if !files.isEmpty { #expect(await lines.next() == "Read 1 span from \(file)") }
            let endpoint = try #require(await lines.next()?.split(separator: " ").last.map(String.init))
            let answer = try await HTTPClient.shared.execute(
                HTTPClientRequest(url: "\(endpoint)/api/traces/\(shopTrace.hexDigits)/otlp"),
                timeout: .seconds(30)
            )
            #expect(answer.status == .ok)
            command.send(SIGTERM)
            #expect(await command.exitStatus() == 0)
        }
        for (path, text) in [(folder.path + "/none", "cannot read"), (database, "holds neither")] {
            let command = try CommandProcess(["view", "--port", "0", path])
            #expect(await command.exitStatus() == 1)
            let errors = await command.errors.reduce(into: []) { $0.append($1) }
            #expect(errors.count == 1 && errors[0].contains(text), "\(errors)")
        }
    }

    @Test func `A port that is taken ends the command with one line`() async throws {
        try await RunningViewer.with { server in
            let command = try CommandProcess("view", "--terminal", "--port", String(server.port))
            #expect(await command.exitStatus() == 1)
            let errors = await command.errors.reduce(into: []) { $0.append($1) }
            #expect(errors.count == 1)
            #expect(errors.first?.hasPrefix("throughline: port \(server.port) on 127.0.0.1 is taken") == true)
            #expect(await command.output.first { _ in true } == nil)
        }
    }

    @Test(arguments: [
        (["view", "--limit", "5x"], "--limit"),
        (["view", "--limit", "100"], "--limit"),
        (["view", "--forward-to", "collector:4318"], "http://"),
        (["view", "--forward-header", "a: b"], "--forward-to"),
        (["view", "--forward-to", "http://collector", "--forward-header", "secret"], "name: value"),
        (["view", "--terminal", "--port", "65536"], "0 to 65535"),
        (["view", "--terminal", "--quiet-period", "-1"], "milliseconds"),
        (["view", "--terminal", "--width", "5"], "40 to 1000"),
    ])
    func `A wrong command line is explained`(arguments: [String], text: String) async throws {
        let command = try CommandProcess(arguments)
        #expect(await command.exitStatus() == 64)
        let errors = await command.errors.reduce(into: []) { $0.append($1) }
        #expect(errors.first?.contains(text) == true)
    }
}
