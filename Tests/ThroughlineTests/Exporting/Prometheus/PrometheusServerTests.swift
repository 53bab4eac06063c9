import Foundation
import Logging
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import Throughline

/// The SDK's own listener for Prometheus, over real connections.
@Suite(.timeLimit(.minutes(5))) struct PrometheusServerTests {
    private func withServer(
        _ body: (Int) async throws -> Void
    ) async throws {
        var settings = Configuration.Metrics.Prometheus()
        settings.host = "127.0.0.1"
        settings.port = 0
        let diagnostics = Diagnostics(logger: LogRecorder().logger)
        let server = PrometheusServer(settings, diagnostics: diagnostics) { format in
            format == .text ? "a 1\n" : "a 1\n# EOF\n"
        }
        let port = try #require(await server.port())
        do {
            try await body(port)
        } catch {
            await server.shutdown()
            throw error
        }
        await server.shutdown()
    }

    /// Sends a request, and returns the whole answer as text.
    private func answer(_ port: Int, _ request: String) async throws -> String {
        try await RawConnection.with(port: port) { connection in
            try await connection.send(request)
            let answer = try #require(try await connection.answer())
            return "\(answer.status) \(answer.headers["content-type"] ?? "")\n"
                + String(decoding: answer.body, as: UTF8.self)
        }
    }

    @Test func `It answers in the format that the client prefers`() async throws {
        try await withServer { port in
            let plain = try await answer(port, "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(plain == "200 text/plain; version=0.0.4; charset=utf-8\na 1\n")
            let accept = "Accept: application/openmetrics-text"
            let open = try await answer(port, "GET /metrics?x=1 HTTP/1.1\r\nHost: a\r\n\(accept)\r\n\r\n")
            #expect(open == "200 application/openmetrics-text; version=1.0.0; charset=utf-8\na 1\n# EOF\n")
        }
    }

    @Test func `It gives nothing else`() async throws {
        try await withServer { port in
            let other = try await answer(port, "GET /secret HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(other.hasPrefix("404 "))
            let method = try await answer(port, "DELETE /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(method.hasPrefix("405 "))
        }
    }

    @Test func `What is no HTTP harms nobody`() async throws {
        try await withServer { port in
            for garbage in [
                "\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", String(repeating: "x", count: 200_000) + "\r\n\r\n",
            ] {
                _ = try? await RawConnection.with(port: port) { connection in
                    try await connection.send(garbage)
                    _ = try? await connection.answer()
                }
            }
            let after = try await answer(port, "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(after.hasPrefix("200 "))
        }
    }

    @Test func `A port that is taken is said once, and harms nothing`() async throws {
        try await withServer { port in
            let recorder = LogRecorder()
            var settings = Configuration.Metrics.Prometheus()
            settings.host = "127.0.0.1"
            settings.port = port
            let second = PrometheusServer(settings, diagnostics: Diagnostics(logger: recorder.logger)) { _ in "" }
            #expect(await second.port() == nil)
            #expect(recorder.warnings.count == 1)
            #expect(recorder.warnings.first?.contains("OTEL_EXPORTER_PROMETHEUS_PORT") == true)
            await second.shutdown()
        }
    }
}
