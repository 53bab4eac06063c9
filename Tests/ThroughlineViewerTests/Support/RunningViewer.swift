import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1
import OTLP
import ServiceLifecycle

@testable import ThroughlineViewer

/// A viewer that listens on a free port of this machine.
struct RunningViewer {
    let viewer: Viewer
    let port: Int
    fileprivate let group: ServiceGroup

    var store: TelemetryStore { viewer.store }

    struct Answer {
        let status: UInt
        let headers: [String: String]
        let body: [UInt8]

        /// The error's text, read in the encoding that the answer claims to have.
        var error: RPCStatus {
            get throws { try decode(RPCStatus.self) }
        }

        func decode<M: Message>(_ type: M.Type) throws -> M {
            headers["content-type"] == "application/json" ? try M(json: body) : try M(protobuf: body)
        }
    }

    /// Shuts the viewer down gracefully, before the test ends.
    func stop() async { await group.triggerGracefulShutdown() }

    func get(_ path: String, _ headers: [(String, String)] = []) async throws -> Answer {
        try await post([], to: path, method: "GET", type: nil, headers: headers)
    }

    func send(
        _ body: [UInt8],
        method: String = "POST",
        to path: String,
        _ headers: [(String, String)] = []
    ) async throws -> Answer {
        try await post(body, to: path, method: method, type: nil, headers: headers)
    }

    func post(
        _ body: [UInt8],
        to path: String = "/v1/traces",
        method: String = "POST",
        type: String? = "application/x-protobuf",
        coding: String? = nil,
        isChunked: Bool = false,
        headers: [(String, String)] = []
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.method = .RAW(value: method)
        if let type { request.headers.add(name: "Content-Type", value: type) }
        if let coding { request.headers.add(name: "Content-Encoding", value: coding) }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if isChunked {
            request.body = .bytes(body, length: .unknown)
        } else if method != "GET" && method != "HEAD" {
            request.body = .bytes(body)
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        var fields: [String: String] = [:]
        for (name, value) in response.headers { fields[name.lowercased()] = value }
        let buffer = try await response.body.collect(upTo: 16 << 20)
        return Answer(status: response.status.code, headers: fields, body: Array(buffer.readableBytesView))
    }

    /// Runs a viewer for as long as `body` takes, and then shuts it down gracefully.
    static func with(
        maxBodySize: Int = 64 << 20,
        maxDecompressedSize: Int = 64 << 20,
        maxConcurrentRequests: Int = 4,
        limits: TelemetryStore.Limits = TelemetryStore.Limits(),
        heartbeat: Duration = .seconds(15),
        maxOpenPages: Int = 64,
        forwarding: ForwardingTarget? = nil,
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        _ body: @Sendable (RunningViewer) async throws -> Void
    ) async throws {
        var configuration = Viewer.Configuration(
            port: 0,
            forwarding: forwarding,
            maxBodySize: maxBodySize,
            maxDecompressedSize: maxDecompressedSize,
            maxConcurrentRequests: maxConcurrentRequests
        )
        configuration.heartbeat = heartbeat
        configuration.maxOpenPages = maxOpenPages
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let viewer = Viewer(
            store: try TelemetryStore(limits: limits),
            configuration: configuration,
            logger: logger
        ) { port in continuation.yield(port) }
        let group = ServiceGroup(services: [viewer], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { continuation.finish() }
                try await group.run()
            }
            for await port in ports {
                do {
                    try await body(RunningViewer(viewer: viewer, port: port, group: group))
                } catch {
                    await group.triggerGracefulShutdown()
                    throw error
                }
                await group.triggerGracefulShutdown()
                break
            }
            try await tasks.waitForAll()
        }
    }
}
