import Foundation
import TestSupport
import Testing

@testable import ThroughlineViewer

/// What keeps other web sites from a viewer, over HTTP.
@Suite(.timeLimit(.minutes(1)))
struct SecurityTests {
    private func status(_ request: String, port: Int) async throws -> Int? {
        try await RawConnection.with(port: port) { connection in
            try await connection.send(request.replacingOccurrences(of: "\n", with: "\r\n") + "\r\n\r\n")
            return try await connection.answer()?.status
        }
    }

    @Test func `A name that somebody else has made point here is answered nowhere but at v1`() async throws {
        try await RunningViewer.with { viewer in
            for path in ["/api/traces", "/api/live", "/", "/js/main.js"] {
                for host in ["evil.example:\(viewer.port)", "127.0.0.1.evil.example"] {
                    let status = try await status("GET \(path) HTTP/1.1\nHost: \(host)", port: viewer.port)
                    #expect(status == 421, "\(path) at \(host)")
                }
            }
            #expect(try await status("GET /api/status HTTP/1.1\nHost: localhost", port: viewer.port) == 200)
            #expect(
                try await status(
                    "POST /v1/traces HTTP/1.1\nHost: viewer.internal\nContent-Type: application/x-protobuf\nContent-Length: 0",
                    port: viewer.port
                ) == 200
            )
        }
    }

    @Test func `A request of another site's page is refused, whatever it asks for`() async throws {
        try await RunningViewer.with { viewer in
            let path = "/api/traces"
            for field in [
                ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"), ("Origin", "https://evil.example"),
                ("Origin", "null"),
            ] {
                for method in ["GET", "DELETE", "OPTIONS"] {
                    let answer = try await viewer.send([], method: method, to: path, [field, ("X-Throughline", "1")])
                    #expect(answer.status == 403, "\(method) \(field)")
                    #expect(!answer.headers.keys.contains { $0.hasPrefix("access-control-") })
                }
            }
            let own = ("Origin", "http://127.0.0.1:\(viewer.port)")
            #expect(try await viewer.get(path, [own, ("Sec-Fetch-Site", "same-origin")]).status == 200)
        }
    }

    @Test func `A form cannot change anything`() async throws {
        try await RunningViewer.with { viewer in
            for type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
                let answer = try await viewer.send([], to: "/api/import", [("Content-Type", type)])
                #expect(answer.status == 403)
            }
            #expect(try await viewer.send([], to: "/api/import", [("Content-Type", "application/json")]).status == 200)
        }
    }

    @Test func `A page of any site may send telemetry, and read nothing`() async throws {
        try await RunningViewer.with { viewer in
            for path in ["/v1/traces", "/v1/metrics", "/v1/logs"] {
                let preflight = try await viewer.send(
                    [],
                    method: "OPTIONS",
                    to: path,
                    [
                        ("Origin", "https://shop.example"), ("Access-Control-Request-Method", "POST"),
                        ("Access-Control-Request-Headers", "content-type,x-api-key"),
                    ]
                )
                #expect(preflight.status == 204)
                #expect(preflight.headers["access-control-allow-origin"] == "*")
                #expect(preflight.headers["access-control-allow-methods"] == "POST")
                #expect(preflight.headers["access-control-allow-headers"] == "content-type,x-api-key")
                for (body, status) in [("{}", 200 as UInt), ("x", 400)] {
                    let answer = try await viewer.send(
                        Array(body.utf8),
                        to: path,
                        [("Origin", "https://shop.example"), ("Content-Type", "application/json")]
                    )
                    #expect(answer.status == status)
                    #expect(answer.headers["access-control-allow-origin"] == "*")
                }
            }
        }
    }

    @Test func `The page is served with a policy that lets nothing in`() async throws {
        try await RunningViewer.with { viewer in
            for path in ["/", "/index.html", "/traces/4bf92f3577b34da60000000000000001", "/missing.js"] {
                let answer = try await viewer.get(path)
                let policy = try #require(answer.headers["content-security-policy"])
                #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self';"))
                #expect(!policy.contains("unsafe") && !policy.contains("*") && !policy.contains("http"))
                #expect(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"))
                #expect(answer.headers["x-content-type-options"] == "nosniff")
                #expect(answer.headers["referrer-policy"] == "no-referrer")
                #expect(answer.headers["cross-origin-resource-policy"] == "same-origin")
            }
            let api = try await viewer.get("/api/status")
            #expect(api.headers["x-content-type-options"] == "nosniff")
            #expect(api.headers["cache-control"] == "no-store")
            #expect(api.headers["content-security-policy"]?.hasPrefix("default-src 'none'") == true)
        }
    }

    @Test func `No path leads out of the page`() async throws {
        try await RunningViewer.with { viewer in
            for path in [
                "/../Package.swift", "/js/../../Package.swift", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd",
                "/js/%00", "//etc/passwd", "/\\..\\..\\etc\\passwd", "/js/....//....//etc/passwd",
            ] {
                let answer = try await RawConnection.with(port: viewer.port) { connection in
                    try await connection.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    return try await connection.answer()
                }
                let text = String(decoding: answer?.body ?? [], as: UTF8.self)
                #expect(!text.contains("root:") && !text.contains("swift-tools-version"), "\(path)")
            }
        }
    }

    @Test func `A file of the page is sent again only when it has changed`() async throws {
        try await RunningViewer.with { viewer in
            let first = try await viewer.get("/")
            #expect(first.headers["content-type"] == "text/html; charset=utf-8")
            #expect(first.headers["cache-control"] == "no-cache")
            let tag = try #require(first.headers["etag"])
            let again = try await viewer.get("/", [("If-None-Match", "\"other\", W/\(tag)")])
            #expect(again.status == 304)
            #expect(again.body.isEmpty)
            #expect(try await viewer.get("/", [("If-None-Match", "\"other\"")]).status == 200)
        }
    }
}
