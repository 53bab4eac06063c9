import AsyncHTTPClient
import Hummingbird
import Logging
import OTLP
import ThroughlineAsyncHTTPClient
import ThroughlineHummingbird
import Tracing

@testable import Throughline

/// A served application whose only route calls another server, so that what comes in and what goes out can be compared.
struct Relay {
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
        let (ports, isRunning) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { isRunning.yield($0.localAddress?.port ?? 0) },
            logger: Logger(label: "relay") { _ in SwiftLogNoOpLogHandler() }
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            defer { group.cancelAll() }
            for await port in ports { return try await body(port) }
            throw CancellationError()
        }
    }

    /// Sends a request for the route with these header lines, as they are.
    func send(_ lines: [[UInt8]], times: Int = 1) async throws -> RawConnection.Answer {
        var request = Array("GET /relay?times=\(times) HTTP/1.1\r\nHost: relay.example\r\nConnection: close\r\n".utf8)
        for line in lines { request += line + Array("\r\n".utf8) }
        return try await RawConnection.send(request + Array("\r\n".utf8), port: port)
    }

    /// Sends bytes that need not be a request.
    func send(bytes: [UInt8], thenCloses: Bool = false) async throws -> RawConnection.Answer {
        try await RawConnection.send(bytes, port: port, thenCloses: thenCloses)
    }

    /// Every span that has ended.
    func spans() async -> [OTLP.Span] {
        await telemetry.forceFlush()
        return exporter.spans
    }
}
