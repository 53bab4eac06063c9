import Logging
import NIOCore
import OTLP
import TestSupport
import Testing
import ThroughlineViewer

/// What becomes of the connection, seen from the socket.
@Suite(.timeLimit(.minutes(5)))
struct ConnectionTests {
    private static let head = """
        POST /v1/traces HTTP/1.1\r
        Host: localhost\r
        Content-Type: application/x-protobuf\r

        """

    private func good() throws -> [UInt8] {
        let body = try ExportTraceServiceRequest(resourceSpans: [resourceSpans([span(1)])]).protobuf()
        return Array((Self.head + "Content-Length: \(body.count)\r\n\r\n").utf8) + body
    }

    @Test func `A connection serves on after every kind of error`() async throws {
        try await RunningViewer.with(maxBodySize: 10_000) { server in
            try await RawConnection.with(port: server.port) { connection in
                let body = String(repeating: "x", count: 20_000)
                let requests: [(request: String, status: Int)] = [
                    ("GET /v1/traces HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
                    ("HEAD /v1/traces HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
                    ("POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000\r\n\r\n\(body)", 404),
                    ("POST /v1/logs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000\r\n\r\n\(body)", 415),
                    (Self.head + "Content-Length: 3\r\n\r\nxxx", 400),
                    (Self.head + "Content-Length: 20000\r\n\r\n\(body)", 413),
                    (Self.head + "Transfer-Encoding: chunked\r\n\r\n4e20\r\n\(body)\r\n0\r\n\r\n", 413),
                ]
                for (request, status) in requests {
                    try await connection.send(request)
                    let answer = try #require(try await answer(to: request, on: &connection))
                    #expect(answer.status == status)
                    try await connection.send(try good())
                    #expect(try await connection.answer()?.status == 200)
                }
            }
        }
    }

    /// The answer to HEAD has a Content-Length and no content (RFC 9110, section 9.3.2).
    private func answer(to request: String, on connection: inout RawConnection) async throws -> RawConnection.Answer? {
        request.hasPrefix("HEAD") ? try await connection.head() : try await connection.answer()
    }

    @Test func `The answer does not wait for the end of a body that is too large`() async throws {
        try await RunningViewer.with(maxBodySize: 10_000) { server in
            // The length is announced: not a byte of the body is needed.
            try await RawConnection.with(port: server.port) { connection in
                try await connection.send(Self.head + "Content-Length: 20000\r\n\r\n")
                #expect(try await connection.answer()?.status == 413)
                try await connection.send(String(repeating: "x", count: 20_000))
                try await connection.send(try good())
                #expect(try await connection.answer()?.status == 200)
            }
            // The length is not announced: the answer comes as soon as it is too much.
            try await RawConnection.with(port: server.port) { connection in
                let chunk = "1770\r\n" + String(repeating: "x", count: 6_000) + "\r\n"
                try await connection.send(Self.head + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk)
                #expect(try await connection.answer()?.status == 413)
                try await connection.send(chunk + chunk + "0\r\n\r\n")
                try await connection.send(try good())
                #expect(try await connection.answer()?.status == 200)
            }
        }
    }

    @Test func `Requests one behind the other are answered in their order`() async throws {
        try await RunningViewer.with { server in
            try await RawConnection.with(port: server.port) { connection in
                let bad = Array((Self.head + "Content-Length: 1\r\n\r\nx").utf8)
                try await connection.send(try good() + bad + good())
                for status in [200, 400, 200] {
                    #expect(try await connection.answer()?.status == status)
                }
            }
        }
    }

    @Test func `While there are too many requests, others are asked to come again`() async throws {
        try await RunningViewer.with(maxConcurrentRequests: 1) { server in
            // Nobody says when a request's first half has been taken in, so this is tried until it has been in time.
            var wasBusy = false
            while !wasBusy {
                try await RawConnection.with(port: server.port) { connection in
                    let request = try good()
                    try await connection.send(Array(request.dropLast()))
                    let refused = try await server.post([])
                    try await connection.send(Array(request.suffix(1)))
                    let accepted = try await connection.answer()
                    guard refused.status == 503, accepted?.status == 200 else { return }
                    wasBusy = true
                    #expect(refused.headers["retry-after"] == "1")
                    #expect(try refused.error.code == 14)
                }
            }
            #expect(try await server.post([]).status == 200)
        }
    }

    @Test func `A sender that goes away in the midst of a request does no harm`() async throws {
        try await RunningViewer.with { server in
            for part in [Self.head, Self.head + "Content-Length: 100\r\n\r\nabc", "POST /v1/tr"] {
                try await RawConnection.with(port: server.port) { connection in
                    try await connection.send(part)
                }
            }
            #expect(try await server.post([]).status == 200)
        }
    }

    @Test func `What is not HTTP at all does no harm`() async throws {
        var generator = SeededGenerator(seed: 11)
        var pieces = (0..<20).map { _ in (0..<300).map { _ in UInt8.random(in: 0...255, using: &generator) } }
        // How an exporter for gRPC begins, the commonest mistake of all.
        pieces.append(Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8))
        pieces.append(Array((Self.head + "Transfer-Encoding: chunked\r\n\r\nnot a length\r\n").utf8))
        let noise = pieces
        try await RunningViewer.with { server in
            for bytes in noise {
                try await RawConnection.with(port: server.port) { connection in
                    try await connection.send(bytes + Array("\r\n\r\n".utf8))
                    let answer = try await connection.answer()
                    #expect(answer == nil || answer?.status == 400)
                }
            }
            #expect(try await server.post([]).status == 200)
        }
    }

    @Test func `A port that is taken is named`() async throws {
        try await RunningViewer.with { server in
            let second = Viewer(
                store: try TelemetryStore(),
                configuration: Viewer.Configuration(port: server.port),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            let error = await #expect(throws: ViewerError.self) { try await second.run() }
            #expect(error == .portTaken(host: "127.0.0.1", port: server.port))
            #expect(error?.description.hasPrefix("port \(server.port) on 127.0.0.1 is taken") == true)
        }
    }

    @Test(arguments: ["203.0.113.1", "no.such.host.invalid"])
    func `A host that is none of this machine is named`(host: String) async throws {
        let receiver = Viewer(
            store: try TelemetryStore(),
            configuration: Viewer.Configuration(host: host, port: 0),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let error = await #expect(throws: ViewerError.self) { try await receiver.run() }
        #expect(error?.description.hasPrefix("cannot listen on port 0 of \(host): ") == true)
    }
}
