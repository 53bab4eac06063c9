import AsyncHTTPClient
import Hummingbird
import OTLP
import TestSupport
import ThroughlineAsyncHTTPClient
import ThroughlineHummingbird
import Tracing

@testable import Throughline

/// A served application whose only route calls another server, so that what comes in and what goes out can be compared.
struct Relay {
    /// What came back until the application closed the connection.
    struct Answer {
        let bytes: [UInt8]

        /// The status code of the first answer; `nil` if there is none.
        var status: Int? {
            let line = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self).split(separator: " ")
            return line.count > 1 && line[0].hasPrefix("HTTP/1.") ? Int(line[1]) : nil
        }
    }

    /// Where the application listens.
    let port: Int
    /// The server that the application calls.
    let target: CaptureServer

    private let telemetry: Telemetry
    private let exporter: InMemorySpanExporter

    /// Serves the application while `body` runs.
    static func run<Result: Sendable>(
        _ body: @escaping @Sendable (Relay) async throws -> Result
    ) async throws -> Result {
        let exporter = InMemorySpanExporter()
        var configuration = Configuration(serviceName: "relay")
        configuration.traces.exporters = [.custom(exporter)]
        let telemetry = Telemetry(configuration: configuration)
        let result = try await CaptureServer.run { target in
            try await withTracer(telemetry.tracer) {
                try await withTracedHTTPClient { client in
                    try await serve(client, target) { port in
                        try await body(Relay(port: port, target: target, telemetry: telemetry, exporter: exporter))
                    }
                }
            }
        }
        await telemetry.shutdown()
        return result
    }

    /// `GET /relay?times=3` calls the target three times, one after the other.
    private static func serve<Result: Sendable>(
        _ client: TracedHTTPClient,
        _ target: CaptureServer,
        _ body: @escaping @Sendable (Int) async throws -> Result
    ) async throws -> Result {
        let url = "http://127.0.0.1:\(target.port)/target"
        let router = Router()
        router.add(middleware: TelemetryMiddleware())
        router.get("relay") { request, _ in
            for _ in 0..<(request.uri.queryParameters.get("times", as: Int.self) ?? 1) {
                let response = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(20))
                _ = try await response.body.collect(upTo: 1024)
            }
            return HTTPResponse.Status.ok
        }
        return try await router.serve(body)
    }

    /// Sends a request for the route with these header lines, as they are.
    func send(_ lines: [[UInt8]], times: Int = 1) async throws -> Answer {
        var request = Array("GET /relay?times=\(times) HTTP/1.1\r\nHost: relay.example\r\nConnection: close\r\n".utf8)
        for line in lines { request += line + Array("\r\n".utf8) }
        return try await send(bytes: request + Array("\r\n".utf8))
    }

    /// Sends bytes that need not be a request.
    ///
    /// - Parameter thenCloses: Whether nothing more can come, so that the application does not wait for it.
    func send(bytes: [UInt8], thenCloses: Bool = false) async throws -> Answer {
        try await RawConnection.with(port: port) { connection in
            try? await connection.send(bytes)  // It may have heard enough before everything is sent.
            if thenCloses { connection.closeOutput() }
            return Answer(bytes: await connection.readToReset())
        }
    }

    /// Every span that has ended.
    func spans() async -> [OTLP.Span] {
        await telemetry.forceFlush()
        return exporter.spans
    }
}
