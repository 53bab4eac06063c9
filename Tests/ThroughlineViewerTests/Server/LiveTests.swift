import OTLP
import TestSupport
import Testing

@testable import ThroughlineViewer

/// Server-sent events, seen from the socket.
@Suite(.timeLimit(.minutes(1)))
struct LiveTests {
    private static let request = "GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n"

    @Test func `An open page is told of what comes, and of everything's end`() async throws {
        try await RunningViewer.with { viewer in
            try await RawConnection.with(port: viewer.port) { connection in
                try await connection.send(Self.request)
                let head = try await connection.read(until: "retry: 1000\n\n")
                #expect(head.contains("200 OK"))
                #expect(head.lowercased().contains("content-type: text/event-stream"))
                await viewer.store.insert([resourceSpans([span(1)])])
                let event = try await connection.read(until: "}\n\n")
                #expect(event.contains("event: changed\ndata: {"))
                #expect(event.contains(shopTrace.hexDigits))
                #expect(event.contains("\"total\":1"))

                _ = try await viewer.send([], method: "DELETE", to: "/api/traces", [("X-Throughline", "1")])
                #expect(try await connection.read(until: "}\n\n").contains("\"more\":true"))
            }
        }
    }

    @Test func `A quiet page gets signs of life`() async throws {
        try await RunningViewer.with(heartbeat: .milliseconds(1)) { viewer in
            try await RawConnection.with(port: viewer.port) { connection in
                try await connection.send(Self.request)
                _ = try await connection.read(until: "retry: 1000\n\n")
                #expect(try await connection.read(until: ":\n\n").contains(":\n\n"))
            }
        }
    }

    @Test func `There may be so many open pages, and a closed one makes room`() async throws {
        try await RunningViewer.with(heartbeat: .milliseconds(1), maxOpenPages: 2) { viewer in
            try await RawConnection.with(port: viewer.port) { connection in
                try await connection.send(Self.request)
                _ = try await connection.read(until: "retry: 1000\n\n")
                try await RawConnection.with(port: viewer.port) { second in
                    try await second.send(Self.request)
                    _ = try await second.read(until: "retry: 1000\n\n")
                    let third = try await viewer.get("/api/live")
                    #expect(third.status == 503)
                    #expect(third.headers["retry-after"] == "1")
                }
                // The server learns that a connection is closed when it next writes to it.
                var isFree = false
                while !isFree {
                    try await RawConnection.with(port: viewer.port) { third in
                        try await third.send(Self.request)
                        isFree = try await third.read(until: "\r\n\r\n").contains("200 OK")
                    }
                }
            }
        }
    }

    @Test func `A page that reads nothing holds up nobody`() async throws {
        try await RunningViewer.with(heartbeat: .milliseconds(1)) { viewer in
            try await RawConnection.with(port: viewer.port) { asleep in
                try await asleep.send(Self.request)
                try await RawConnection.with(port: viewer.port) { awake in
                    try await awake.send(Self.request)
                    _ = try await awake.read(until: "retry: 1000\n\n")
                    for number in 1...20 as ClosedRange<UInt64> {
                        await viewer.store.insert([resourceSpans([span(number, trace: traceID(number))])])
                    }
                    #expect(try await awake.read(until: "\"total\":20").contains("event: changed"))
                }
            }
        }
    }

    @Test func `A viewer that stops does not wait for open pages`() async throws {
        try await RunningViewer.with { viewer in
            // Connections that outlive the viewer.
            try await RawConnection.with(port: viewer.port) { connection in
                try await connection.send(Self.request)
                _ = try await connection.read(until: "retry: 1000\n\n")
                await viewer.stop()
                _ = await connection.readToReset()
            }
        }
    }
}
