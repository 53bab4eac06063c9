import Gzip
import OTLP
import TestSupport
import Testing
import ThroughlineViewer

/// What is refused, over real HTTP: the status, and a `google.rpc.Status` in the request's encoding.
@Suite(.timeLimit(.minutes(5)))
struct RefusalTests {
    @Test func `An unknown path is not found`() async throws {
        try await RunningViewer.with { server in
            for path in ["/", "/v1", "/v1/traces/", "/v1/traces/v1/traces", "/v1/profiles", "/V1/TRACES"] {
                let answer = try await server.post([], to: path)
                #expect(answer.status == 404)
                #expect(answer.headers["content-type"] == "application/x-protobuf")
                #expect(try answer.error.message.contains("/v1/traces"))
            }
            #expect(server.viewer.statistics.refusedRequests == 6)
        }
    }

    @Test(arguments: ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
    func `Other methods than POST are not allowed`(method: String) async throws {
        try await RunningViewer.with { server in
            let answer = try await server.post([], method: method)
            #expect(answer.status == 405)
            #expect(answer.headers["allow"] == "POST")
            if method != "HEAD" { #expect(try answer.error.message == "OTLP is sent with POST.") }
        }
    }

    @Test(arguments: [nil, "", "text/plain", "application/protobuf", "application/jsonp", "application/grpc", "json"])
    func `Other content types are not supported`(type: String?) async throws {
        try await RunningViewer.with { server in
            let answer = try await server.post([1, 2, 3], type: type)
            #expect(answer.status == 415)
            #expect(answer.headers["content-type"] == "application/json")
            #expect(try answer.error.message.contains("application/x-protobuf"))
        }
    }

    @Test(arguments: ["br", "zstd", "gzip, br", "gzip;q=1", "gzip gzip", "gzip,gzip,gzip,gzip,gzip"])
    func `Other content codings are not supported`(coding: String) async throws {
        try await RunningViewer.with { server in
            let answer = try await server.post(try Gzip.compress([]), coding: coding)
            #expect(answer.status == 415)
            #expect(answer.headers["accept-encoding"] == "gzip, deflate, identity")
            #expect(try answer.error.message.contains("gzip"))
        }
    }

    @Test func `A body that is not what it claims to be is a bad request`() async throws {
        let good = try ExportTraceServiceRequest(resourceSpans: [resourceSpans([span(1)])]).protobuf()
        let zipped = try Gzip.compress(good)
        let cases: [(body: [UInt8], type: String, coding: String?)] = [
            (Array(good.dropLast()), "application/x-protobuf", nil),
            (Array("{}".utf8), "application/x-protobuf", nil),
            (zipped, "application/x-protobuf", nil),
            (good, "application/x-protobuf", "gzip"),
            ([], "application/x-protobuf", "gzip"),
            (Array(zipped.dropLast()), "application/x-protobuf", "gzip"),
            (zipped + [1, 2, 3], "application/x-protobuf", "gzip"),
            (zipped, "application/x-protobuf", "gzip, gzip"),
            ([], "application/json", nil),
            (good, "application/json", nil),
            (Array("{".utf8), "application/json", nil),
            (Array(#"{"resourceSpans": 1}"#.utf8), "application/json", nil),
            (Array("[]".utf8), "application/json", nil),
        ]
        try await RunningViewer.with { server in
            for path in ["/v1/traces", "/v1/metrics", "/v1/logs"] {
                for (body, type, coding) in cases where path == "/v1/traces" || type == "application/json" {
                    // Other signals have no "resourceSpans", and skip what they do not know.
                    if path != "/v1/traces", body == Array(#"{"resourceSpans": 1}"#.utf8) { continue }
                    let answer = try await server.post(body, to: path, type: type, coding: coding)
                    #expect(answer.status == 400, "\(body) as \(type)")
                    #expect(answer.headers["content-type"] == type)
                    #expect(try answer.error.code == 3)
                    #expect(try answer.error.message.hasPrefix("The "))
                }
            }
            #expect(try await server.store.status().spans == 0)
        }
    }

    @Test(arguments: [false, true])
    func `A body over the limit is too large, and one at the limit is not`(isChunked: Bool) async throws {
        let body = try ExportTraceServiceRequest(resourceSpans: [resourceSpans((1...50).map { span($0) })]).protobuf()
        try await RunningViewer.with(maxBodySize: body.count) { server in
            let answer = try await server.post(body, isChunked: isChunked)
            #expect(answer.status == 200)
        }
        try await RunningViewer.with(maxBodySize: body.count - 1) { server in
            for (body, type) in [(body, "application/x-protobuf"), (body, "application/json")] {
                let answer = try await server.post(body, type: type, isChunked: isChunked)
                #expect(answer.status == 413)
                #expect(answer.headers["content-type"] == type)
                #expect(try answer.error.message == "The body is larger than \(body.count - 1) bytes.")
            }
            #expect(try await server.store.status().spans == 0)
        }
    }

    @Test func `A body over the limit once decompressed is too large, and one at the limit is not`() async throws {
        let body = try ExportTraceServiceRequest(resourceSpans: [resourceSpans((1...50).map { span($0) })]).protobuf()
        try await RunningViewer.with(maxDecompressedSize: body.count) { server in
            let answer = try await server.post(try Gzip.compress(body), coding: "gzip")
            #expect(answer.status == 200)
        }
        try await RunningViewer.with(maxDecompressedSize: body.count - 1) { server in
            let answer = try await server.post(try Gzip.compress(body), coding: "gzip")
            #expect(answer.status == 413)
            #expect(try answer.error.message.contains("without its compression"))
            #expect(try await server.post(body).status == 413)
        }
    }

    @Test func `A bomb does no harm`() async throws {
        // A quarter of a gigabyte of zeros, and the same once more compressed.
        let member = try Gzip.compress([UInt8](repeating: 0, count: 1 << 20), level: 9)
        let bomb = [UInt8]((0..<256).map { _ in member }.joined())
        try await RunningViewer.with(maxDecompressedSize: 1 << 20) { server in
            for (body, type, coding) in [
                (bomb, "application/x-protobuf", "gzip"),
                (try Gzip.compress(bomb), "application/x-protobuf", "gzip, gzip"),
                (try Gzip.compress(bomb), "application/json", "gzip, gzip"),
            ] {
                let answer = try await server.post(body, type: type, coding: coding)
                #expect(answer.status == 413)
            }
        }
    }

    @Test func `Noise is answered with 400 or taken for nothing, and never with 500`() async throws {
        var generator = SeededGenerator(seed: 7)
        let good = ExportTraceServiceRequest(resourceSpans: [resourceSpans((1...3).map { span($0) })])
        var bodies: [([UInt8], String, String?)] = []
        for type in ["application/x-protobuf", "application/json"] {
            let whole = type == "application/json" ? try good.json() : try good.protobuf()
            for round in 0..<150 {
                let count = Int.random(in: 1...200, using: &generator)
                bodies.append(((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }, type, nil))
                var damaged = whole
                for _ in 0...round % 4 {
                    damaged[Int.random(in: 0..<damaged.count, using: &generator)] = UInt8.random(
                        in: 0...255,
                        using: &generator
                    )
                }
                bodies.append((damaged, type, nil))
                bodies.append((try Gzip.compress(damaged), type, "gzip"))
            }
        }
        let requests = bodies
        try await RunningViewer.with { server in
            for (index, (body, type, coding)) in requests.enumerated() {
                let path = ["/v1/traces", "/v1/metrics", "/v1/logs"][index % 3]
                let answer = try await server.post(body, to: path, type: type, coding: coding)
                #expect(answer.status == 200 || answer.status == 400, "\(body)")
                #expect(answer.headers["content-type"] == type)
            }
            #expect(try await server.post(try good.protobuf()).status == 200)
        }
    }

    @Test func `What the headers say is not logged`() async throws {
        let log = LogRecorder()
        try await RunningViewer.with(logger: log.logger) { server in
            for (path, type) in [("/v1/traces", "application/json"), ("/nowhere", "text/x-secret-type")] {
                _ = try await server.post(
                    Array("secret-body".utf8),
                    to: path + "?secret-query",
                    type: type,
                    headers: [("Authorization", "Bearer secret-token"), ("X-Api-Key", "secret-key")]
                )
            }
        }
        #expect(!log.entries.isEmpty)
        #expect(!log.entries.contains { "\($0.message) \($0.metadata)".contains("secret") })
    }
}
