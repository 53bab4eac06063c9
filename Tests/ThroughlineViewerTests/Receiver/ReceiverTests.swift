import Gzip
import OTLP
import Testing
import ThroughlineViewer

/// What is accepted, over real HTTP.
@Suite(.timeLimit(.minutes(5)))
struct ReceiverTests {
    let request = ExportTraceServiceRequest(resourceSpans: [
        resourceSpans([span(1, "GET /", kind: .server), span(2, parent: 1, "SELECT", kind: .client)])
    ])

    @Test func `Traces are accepted in protobuf`() async throws {
        try await RunningViewer.with { server in
            let answer = try await server.post(try request.protobuf())
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "application/x-protobuf")
            #expect(try answer.decode(ExportTraceServiceResponse.self) == ExportTraceServiceResponse())
            let trace = try #require(await server.store.traces().first)
            #expect(trace.id.hex == "4bf92f3577b34da6000000000000004b")
            #expect(trace.spans.map(\.data) == request.resourceSpans[0].scopeSpans[0].spans)
            #expect(trace.spans.map(\.serviceName) == ["shop", "shop"])
            #expect(trace.spans.map(\.scope.name) == ["test", "test"])
            #expect(server.viewer.statistics.spans == 2)
        }
    }

    @Test(arguments: [
        "application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8", "application/json ;x",
    ])
    func `Traces are accepted in JSON`(type: String) async throws {
        try await RunningViewer.with { server in
            let answer = try await server.post(try request.json(), type: type)
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "application/json")
            #expect(String(decoding: answer.body, as: UTF8.self) == "{}")
            #expect(try await server.store.status().spans == 2)
        }
    }

    @Test(arguments: [
        ("gzip", 1), ("GZIP", 1), ("x-gzip", 1), ("gzip, identity", 1), ("identity,gzip", 1), (" gzip ,", 1),
        ("gzip, gzip", 2), ("identity", 0), ("none", 0), ("", 0),
    ])
    func `Bodies are decompressed as their Content-Encoding says`(coding: String, times: Int) async throws {
        try await RunningViewer.with { server in
            var body = try request.protobuf()
            for _ in 0..<times { body = try Gzip.compress(body) }
            #expect(try await server.post(body, coding: coding).status == 200)
            #expect(try await server.store.status().spans == 2)
        }
    }

    @Test func `The deflate of HTTP is zlib's`() async throws {
        // An empty JSON object, as Python's zlib.compress(b"{}") writes it.
        let body: [UInt8] = [0x78, 0x9C, 0xAB, 0xAE, 0x05, 0x00, 0x01, 0x75, 0x00, 0xF9]
        try await RunningViewer.with { server in
            let answer = try await server.post(body, type: "application/json", coding: "deflate")
            #expect(answer.status == 200)
        }
    }

    @Test func `A chunked body is accepted`() async throws {
        try await RunningViewer.with { server in
            let answer = try await server.post(try request.protobuf(), isChunked: true)
            #expect(answer.status == 200)
            #expect(try await server.store.status().spans == 2)
        }
    }

    @Test(arguments: ["/v1/traces", "/v1/metrics", "/v1/logs", "/v1/traces?token=1"])
    func `An empty protobuf body is a request with nothing in it`(path: String) async throws {
        try await RunningViewer.with { server in
            let answer = try await server.post([], to: path)
            #expect(answer.status == 200)
            #expect(answer.body.isEmpty)
        }
    }

    @Test func `Spans with invalid ids are rejected and the others kept`() async throws {
        var spans = [span(1), span(2), span(3), span(4), span(5), span(6), span(7)]
        spans[0].traceID = []
        spans[1].traceID = [UInt8](repeating: 0, count: 16)
        spans[2].spanID = [1, 2, 3]
        spans[3].spanID = [UInt8](repeating: 0, count: 8)
        spans[4].parentSpanID = [1]
        // Not what the specification says of a root, but clear enough.
        spans[5].parentSpanID = [UInt8](repeating: 0, count: 8)
        let request = ExportTraceServiceRequest(resourceSpans: [resourceSpans(spans)])
        let valid = Array(spans[5...])
        try await RunningViewer.with { server in
            for (body, type) in [
                (try request.protobuf(), "application/x-protobuf"), (try request.json(), "application/json"),
            ] {
                let answer = try await server.post(body, type: type)
                #expect(answer.status == 200)
                let partial = try #require(try answer.decode(ExportTraceServiceResponse.self).partialSuccess)
                #expect(partial.rejectedSpans == 5)
                #expect(
                    partial.errorMessage == """
                        Spans were rejected: 2 because trace_id is not 16 bytes, or all zero; \
                        2 because span_id is not 8 bytes, or all zero; \
                        1 because parent_span_id is neither 8 bytes nor empty.
                        """
                )
            }
            let trace = try #require(await server.store.traces().first)
            #expect(trace.spans.map(\.data) == valid)
            #expect(trace.spans.map(\.parentID) == [nil, nil])
        }
    }
}
