import AsyncHTTPClient
import Foundation
import Hummingbird
import OTLP
import TestSupport
import Testing
import ThroughlineHummingbird
import Tracing

@testable import Throughline

/// A trace that goes from Python's OpenTelemetry to us and back to Python, over real HTTP.
@Suite(.enabled(if: PythonProcess.isInstalled, "needs Scripts/setup-interop"))
struct PythonTracingTests {
    /// What `tracing.py` prints.
    private struct Seen: Decodable {
        struct Context: Decodable {
            var traceID: String
            var spanID: String
            var flags: Int
            var traceState: String
        }

        var client: Context
        var server: Context
        var serverParent: Context
        var baggage: [String: String]
        var status: Int
        var traceResponse: String
    }

    @Test func aTraceGoesThroughBothImplementations() async throws {
        let exporter = InMemorySpanExporter()
        var configuration = Configuration(serviceName: "swift")
        configuration.traces.exporters = [.custom(exporter)]
        let telemetry = Telemetry(configuration: configuration)
        let seen = try await withTracer(telemetry.tracer) { try await callFromPython() }
        await telemetry.shutdown()

        #expect(seen.status == 200)
        let spans = exporter.spans
        let server = try #require(spans.first { $0.kind == .server })
        let client = try #require(spans.first { $0.kind == .client })

        // Python's client → our server → our client → Python's server: one trace, each the parent of the next.
        #expect(server.name == "GET /work")
        #expect(hex(server.traceID) == seen.client.traceID)
        #expect(hex(server.parentSpanID) == seen.client.spanID)
        #expect(client.parentSpanID == server.spanID)
        #expect(seen.serverParent.spanID == hex(client.spanID))
        #expect(seen.server.traceID == seen.client.traceID)

        // What travels with it.
        #expect(server.traceState == "vendor=kept")
        #expect(seen.serverParent.traceState == "vendor=kept")
        #expect(seen.serverParent.flags & 1 == 1)
        #expect(seen.baggage == ["user": "jürgen; 42"])
        #expect(seen.traceResponse.hasPrefix("00-\(seen.client.traceID)-\(hex(server.spanID))-"))
    }

    /// Serves `GET /work?port=PORT`, which calls PORT, and lets Python call it.
    private func callFromPython() async throws -> Seen {
        var clientConfiguration = HTTPClient.Configuration()
        clientConfiguration.tracing.tracer = InstrumentationSystem.tracer
        let client = HTTPClient(configuration: clientConfiguration)
        let router = Router()
        router.add(middleware: TelemetryMiddleware(traceResponse: true))
        router.get("work") { request, _ in
            let port = try request.uri.queryParameters.require("port", as: Int.self)
            let answer = try await client.execute(
                HTTPClientRequest(url: "http://127.0.0.1:\(port)/"),
                timeout: .seconds(20)
            )
            return try await answer.body.collect(upTo: 1024).readableBytes == 0 ? HTTPResponse.Status.ok : .badGateway
        }
        let seen = try await router.serve { port in
            let output = try await PythonProcess.run(script: "tracing.py", ["http://127.0.0.1:\(port)/work"])
            return try JSONDecoder().decode(Seen.self, from: Data(output.utf8))
        }
        try await client.shutdown()
        return seen
    }
}

private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
}
