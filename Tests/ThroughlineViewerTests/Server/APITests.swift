import Foundation
import OTLP
import Testing

@testable import ThroughlineViewer

/// The viewer's API over HTTP, as the page and scripts use it.
@Suite(.timeLimit(.minutes(1)))
struct APITests {
    private static let order: [OTLP.Span] = [
        span(
            1,
            "POST /orders",
            kind: .server,
            for: 10,
            ["http.route": "/orders", "http.request.method": "POST", "http.response.status_code": 201]
        ),
        span(
            2,
            parent: 1,
            "INSERT orders",
            kind: .client,
            at: 1,
            for: 3,
            ["db.system.name": "sqlite"],
            events: [event("exception", at: 2, ["exception.type": "Busy"])],
            error: "busy"
        ),
    ]

    private func json(_ answer: RunningViewer.Answer) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
    }

    private func get(_ path: String, from viewer: RunningViewer) async throws -> [String: Any] {
        let answer = try await viewer.get(path)
        #expect(answer.status == 200, "\(path): \(String(decoding: answer.body, as: UTF8.self))")
        #expect(answer.headers["content-type"] == "application/json")
        return try json(answer)
    }

    private var path: String { "/api/traces/\(shopTrace.hexDigits)" }

    @Test func `What was received is listed, found by a query, and shown`() async throws {
        try await RunningViewer.with { viewer in
            await viewer.store.insert([resourceSpans(Self.order)])
            await viewer.store.insert([resourceLogs([record("no room", span: 2, .error)])])
            for query in ["", "?q=service%3Dshop+duration%3E5ms", "?q=status=error&sort=duration&order=asc&limit=1"] {
                let list = try await get("/api/traces\(query)", from: viewer)
                let traces = try #require(list["traces"] as? [[String: Any]])
                #expect(traces.map { $0["trace"] as? String } == [shopTrace.hexDigits], "\(query)")
                #expect(traces.first?["name"] as? String == "POST /orders")
            }
            let nothing = try await get("/api/traces?q=service=elsewhere", from: viewer)
            #expect((nothing["traces"] as? [Any])?.isEmpty == true)

            let waterfall = try await get(path, from: viewer)
            #expect((waterfall["spans"] as? [Any])?.count == 2)
            #expect((waterfall["summary"] as? [String: Any])?["logs"] as? Int == 1)

            let found = try await get("\(path)/search?q=db.system.name=sqlite", from: viewer)
            #expect(found["rows"] as? [Int] == [1])
        }
    }

    @Test func `A span is told with all it has, and by its id where its row has moved`() async throws {
        try await RunningViewer.with { viewer in
            let linked = span(
                9,
                trace: traceID(2),
                "later",
                links: [
                    Span.Link(traceID: shopTrace, spanID: spanID(2)),
                    Span.Link(traceID: traceID(77), spanID: spanID(5)),
                ]
            )
            await viewer.store.insert([resourceSpans(Self.order + [linked])])
            await viewer.store.insert([resourceLogs([record("no room", span: 2, .error), record("other", span: 1)])])
            for query in ["1", "0?span=\(spanID(2).hexDigits)", "99?span=\(spanID(2).hexDigits)"] {
                let span = try await get("\(path)/spans/\(query)", from: viewer)
                #expect(span["name"] as? String == "INSERT orders")
                #expect(span["parent"] as? String == spanID(1).hexDigits)
                #expect((span["status"] as? [String: Any])?["message"] as? String == "busy")
                #expect((span["events"] as? [[String: Any]])?.map { $0["offset"] as? Int } == [1_000_000])
                #expect((span["logs"] as? [[String: Any]])?.map { $0["body"] as? String } == ["no room"])
                #expect((span["linkedFrom"] as? [[String: Any]])?.map { $0["name"] as? String } == ["later"])
            }
            let other = try await get("/api/traces/\(traceID(2).hexDigits)/spans/0", from: viewer)
            let links = try #require(other["links"] as? [[String: Any]])
            #expect(links.map { $0["known"] as? Bool } == [true, false])
            #expect(links.first?["name"] as? String == "INSERT orders")
            #expect(try await viewer.get("\(path)/spans/2").status == 404)
        }
    }

    @Test func `A trace is compared with the previous one of its kind`() async throws {
        try await RunningViewer.with { viewer in
            await viewer.store.insert([resourceSpans(Self.order)])
            let later = [
                span(3, trace: traceID(5), "POST /orders", kind: .server, at: 100, for: 20, ["http.route": "/orders"])
            ]
            await viewer.store.insert([resourceSpans(later)])
            let comparison = try await get("/api/traces/\(traceID(5).hexDigits)/compare", from: viewer)
            #expect((comparison["there"] as? [String: Any])?["trace"] as? String == shopTrace.hexDigits)
            #expect((comparison["rows"] as? [Any])?.count == 2)
            let first = try await get("\(path)/compare", from: viewer)
            #expect(first["there"] is NSNull)
        }
    }

    @Test func `A trace that grows is shown as it is, however often it was looked at`() async throws {
        try await RunningViewer.with { viewer in
            for count in 1...5 {
                let number = UInt64(count)
                await viewer.store.insert([resourceSpans([span(number, parent: number - 1)])])
                let waterfall = try await get(path, from: viewer)
                #expect((waterfall["spans"] as? [Any])?.count == count)
            }
        }
    }

    @Test func `What was exported can be imported, and is the same`() async throws {
        try await RunningViewer.with { viewer in
            await viewer.store.insert([resourceSpans(Self.order)])
            await viewer.store.insert([resourceLogs([record("no room", span: 2)])])
            let document = try await viewer.get("\(path)/otlp")
            let export = try await viewer.get("/api/export")
            #expect(export.headers["content-type"] == "application/x-ndjson")
            #expect(export.body.split(separator: UInt8(ascii: "\n")).count == 2)
            let trace = try await viewer.store.trace(try #require(Trace.ID(bytes: shopTrace)))

            for body in [document.body, export.body] {
                try await RunningViewer.with { other in
                    let answer = try await other.send(body, to: "/api/import", [("X-Throughline", "1")])
                    #expect(answer.status == 200)
                    let report = try json(answer)
                    #expect(report["spans"] as? Int == 2)
                    #expect(report["logRecords"] as? Int == 1)
                    #expect(report["rejected"] as? Int == 0)
                    let same = try await other.store.trace(try #require(Trace.ID(bytes: shopTrace)))
                    #expect(same?.spans.map(\.data) == trace?.spans.map(\.data))
                    #expect(same?.logs.map(\.data) == trace?.logs.map(\.data))
                }
            }
        }
    }

    @Test func `Everything is forgotten on request, and on nothing less`() async throws {
        try await RunningViewer.with { viewer in
            await viewer.store.insert([resourceSpans(Self.order)])
            let refused = try await viewer.send([], method: "DELETE", to: "/api/traces")
            #expect(refused.status == 403)
            #expect(try await viewer.get(path).status == 200)
            #expect(
                try await viewer.send([], method: "DELETE", to: "/api/traces", [("X-Throughline", "1")]).status == 204
            )
            #expect(try await viewer.get(path).status == 404)
        }
    }

    @Test func `The status says where the viewer is and what it holds`() async throws {
        try await RunningViewer.with { viewer in
            await viewer.store.insert([resourceSpans(Self.order)])
            let status = try await get("/api/status", from: viewer)
            #expect(status["version"] as? String == Viewer.version)
            #expect(status["listening"] as? String == "http://127.0.0.1:\(viewer.port)")
            #expect(status["spans"] as? Int == 2)
            #expect(status["forwarding"] == nil)
        }
    }

    @Test(arguments: [
        "fields", "routes", "map", "jobs", "mails", "metrics", "exporters", "logs", "fields/http.route/values",
    ])
    func `An empty viewer answers everything`(name: String) async throws {
        try await RunningViewer.with { viewer in
            _ = try await get("/api/\(name)", from: viewer)
        }
    }

    @Test(arguments: [
        ("/api/traces?limit=0", 400), ("/api/traces?limit=501", 400), ("/api/traces?sort=name", 400),
        ("/api/traces?from=x", 400), ("/api/traces?cursor=12", 400), ("/api/traces?cursor=1.x", 400),
        ("/api/logs?cursor=x", 400),
        ("/api/traces/xyz", 400), ("/api/traces/00000000000000000000000000000000", 400),
        ("/api/traces/4bf92f3577b34da6000000000000ffff", 404),
        ("/api/traces/4bf92f3577b34da6000000000000ffff/spans/0", 404),
        ("/api/traces/4bf92f3577b34da6000000000000ffff/spans/-1", 400),
        ("/api/traces/4bf92f3577b34da6000000000000ffff/x", 404),
        ("/api/metrics/none", 404), ("/api", 404), ("/api/", 404), ("/api/nothing", 404), ("/api/../traces", 404),
        ("/api/status/", 404), ("/api//status", 404),
    ])
    func `What cannot be answered is explained`(path: String, status: UInt) async throws {
        try await RunningViewer.with { viewer in
            let answer = try await viewer.get(path)
            #expect(answer.status == status)
            #expect(answer.headers["content-type"] == "application/json")
            let error = try #require(try json(answer)["error"] as? [String: Any])
            #expect((error["message"] as? String)?.isEmpty == false)
        }
    }

    @Test func `A query that cannot be read is answered with the place`() async throws {
        try await RunningViewer.with { viewer in
            let answer = try await viewer.get("/api/traces?q=service%3Dshop+(a")
            #expect(answer.status == 400)
            let error = try #require(try json(answer)["error"] as? [String: Any])
            #expect((error["position"] as? Int).map { $0 > 0 } == true)
        }
    }

    @Test func `Other methods are not allowed, and HEAD is GET without a body`() async throws {
        try await RunningViewer.with { viewer in
            for (method, path) in [
                ("POST", "/api/traces"), ("DELETE", "/api/status"), ("GET", "/api/import"), ("PUT", "/api/traces"),
            ] {
                let answer = try await viewer.send([], method: method, to: path, [("X-Throughline", "1")])
                #expect(answer.status == 405, "\(method) \(path)")
                #expect(answer.headers["allow"] != nil)
            }
            for path in ["/api/status", "/api/live", "/"] {
                let answer = try await viewer.send([], method: "HEAD", to: path)
                #expect(answer.status == 200, "\(path)")
                #expect(answer.body.isEmpty)
            }
        }
    }

    @Test func `A large answer is compressed for who accepts that`() async throws {
        try await RunningViewer.with { viewer in
            await viewer.store.insert([resourceSpans((1...2_000).map { span($0, parent: $0 == 1 ? 0 : 1) })])
            let plain = try await viewer.get(path, [("Accept-Encoding", "identity")])
            #expect(plain.headers["content-encoding"] == nil)
            for coding in ["gzip", "br, gzip;q=0.5"] {
                let packed = try await viewer.get(path, [("Accept-Encoding", coding)])
                #expect(packed.headers["content-encoding"] == "gzip")
                let size = try #require(packed.headers["content-length"].flatMap { Int($0) })
                #expect(size < plain.body.count / 4)
                // The client has decompressed it.
                let isSame = packed.body == plain.body
                #expect(isSame)
            }
            #expect(try await viewer.get(path, [("Accept-Encoding", "gzip;q=0")]).headers["content-encoding"] == nil)
            #expect(
                try await viewer.get("/api/status", [("Accept-Encoding", "gzip")]).headers["content-encoding"] == nil
            )
        }
    }

    @Test func `A file that is no telemetry is refused with its line`() async throws {
        try await RunningViewer.with { viewer in
            for (body, text) in [("hello", "Line 1"), ("{\"resourceSpans\":[]}\nx\n", "Line 2"), ("{}", "Line 1")] {
                let answer = try await viewer.send(Array(body.utf8), to: "/api/import", [("X-Throughline", "1")])
                #expect(answer.status == 400)
                let error = try json(answer)["error"] as? [String: Any]
                #expect((error?["message"] as? String)?.hasPrefix(text) == true)
            }
        }
    }
}
