import ArgumentParser
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOEmbedded
import Throughline

/// The CPU time of one request between the server and its handler, all threads together: with no network, whose cost differs
/// from run to run by more than a middleware takes.
struct RequestCost: AsyncParsableCommand {
    @Option var setup: HelloSetup = .plain
    @Option var requests = 200_000

    func run() async throws {
        let telemetry = try HelloServer.startTelemetry(setup, exporter: .custom(NullExporter()))
        let responder = HelloServer.router(setup).buildResponder()
        let channel = EmbeddedChannel()
        let source = ApplicationRequestContextSource(channel: channel, logger: Logger(label: "bench"))
        let head = HTTPRequest(
            method: .get,
            scheme: "http",
            authority: "127.0.0.1:8080",
            path: "/hello",
            headerFields: [.accept: "*/*", .userAgent: "bench/1.0"]
        )
        try await answer(requests / 5)  // warm up
        await telemetry?.forceFlush()
        let start = Usage.cpu()
        try await answer(requests)
        await telemetry?.forceFlush()
        print("cpu", (Usage.cpu() - start) / Double(requests))
        print("dropped", telemetry?.statistics.dropped[.queueFull] ?? 0)
        await telemetry?.shutdown()

        func answer(_ count: Int) async throws {
            for number in 0..<count {
                let request = Request(head: head, body: RequestBody(buffer: .init()))
                let response = try await responder.respond(to: request, context: BasicRequestContext(source: source))
                try await response.body.write(NullWriter())
                // A span that is dropped would cost too little.
                while number % 128 == 0, let telemetry, telemetry.statistics.waiting > 1024 { usleep(50) }
            }
        }
    }
}

private struct NullWriter: ResponseBodyWriter {
    mutating func write(_ buffer: ByteBuffer) async throws {}
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
