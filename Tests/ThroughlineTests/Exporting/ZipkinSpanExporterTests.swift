import Foundation
import OTLP
import Testing
import Tracing

@testable import Throughline

@Suite struct ZipkinSpanExporterTests {
    private struct Written: Decodable {
        struct Endpoint: Decodable {
            var serviceName: String?
            var ipv4: String?
            var port: Int?
        }
        struct Annotation: Decodable {
            var timestamp: UInt64
            var value: String
        }
        var traceId: String
        var id: String
        var parentId: String?
        var name: String
        var kind: String?
        var timestamp: UInt64
        var duration: UInt64
        var localEndpoint: Endpoint
        var remoteEndpoint: Endpoint?
        var annotations: [Annotation]?
        var tags: [String: String]?
    }

    private func written(_ spans: [OTLP.Span]) throws -> [Written] {
        let request = ExportTraceServiceRequest(
            resourceSpans: [
                ResourceSpans(
                    resource: Resource(attributes: [KeyValue(key: "service.name", value: .string("shop"))]),
                    scopeSpans: [ScopeSpans(scope: InstrumentationScope(name: "http", version: "1.2"), spans: spans)]
                )
            ]
        )
        return try JSONDecoder().decode([Written].self, from: JSONEncoder().encode(ZipkinSpan.spans(of: request)))
    }

    private func span(_ change: (inout OTLP.Span) -> Void = { _ in }) -> OTLP.Span {
        var span = OTLP.Span(
            traceID: [UInt8](repeating: 0xab, count: 16),
            spanID: [UInt8](repeating: 0x0c, count: 8),
            name: "GET /orders",
            startTimeUnixNano: 1_700_000_000_123_456_789,
            endTimeUnixNano: 1_700_000_000_223_456_789
        )
        change(&span)
        return span
    }

    private func written(_ change: (inout OTLP.Span) -> Void) throws -> Written {
        try #require(try written([span(change)]).first)
    }

    @Test func idsTimesAndTheServiceAreWritten() throws {
        let zipkin = try written { $0.parentSpanID = [UInt8](repeating: 1, count: 8) }
        #expect(zipkin.traceId == String(repeating: "ab", count: 16))
        #expect(zipkin.id == String(repeating: "0c", count: 8))
        #expect(zipkin.parentId == String(repeating: "01", count: 8))
        #expect(zipkin.name == "GET /orders")
        #expect(zipkin.timestamp == 1_700_000_000_123_456)
        #expect(zipkin.duration == 100_000)
        #expect(zipkin.localEndpoint.serviceName == "shop")
        #expect(zipkin.tags?["otel.scope.name"] == "http" && zipkin.tags?["otel.scope.version"] == "1.2")
    }

    @Test func aSpanThatTookNoTimeTookAMicrosecond() throws {
        #expect(try written { $0.endTimeUnixNano = $0.startTimeUnixNano }.duration == 1)
        #expect(try written { $0.endTimeUnixNano = 0 }.duration == 1)
        #expect(try written { $0.parentSpanID = [] }.parentId == nil)
    }

    @Test(
        arguments: [
            (.server, "SERVER"), (.client, "CLIENT"), (.producer, "PRODUCER"), (.consumer, "CONSUMER"),
            (.internal, nil),
            (.unspecified, nil),
        ] as [(OTLP.Span.Kind, String?)]
    )
    func kindsAreMapped(kind: OTLP.Span.Kind, zipkin: String?) throws {
        #expect(try written { $0.kind = kind }.kind == zipkin)
    }

    @Test func attributesAreTagsAsText() throws {
        let zipkin = try written { span in
            span.attributes = [
                KeyValue(key: "text", value: .string("a\"b")), KeyValue(key: "yes", value: .bool(true)),
                KeyValue(key: "number", value: .int(-7)), KeyValue(key: "none", value: .empty),
                KeyValue(key: "list", value: .array([.string("a"), .int(1), .bool(false)])),
            ]
            span.droppedAttributesCount = 2
        }
        let tags = zipkin.tags ?? [:]
        #expect(tags["text"] == "a\"b" && tags["yes"] == "true" && tags["number"] == "-7" && tags["none"] == "")
        #expect(tags["list"] == #"["a",1,false]"#)
        #expect(tags["otel.dropped_attributes_count"] == "2" && tags["otel.dropped_events_count"] == nil)
    }

    @Test func theStatusIsATagAndAnErrorTwo() throws {
        #expect(try written { _ in }.tags?["otel.status_code"] == nil)
        let ok = try written { $0.status = Status(message: "", code: .ok) }
        #expect(ok.tags?["otel.status_code"] == "OK" && ok.tags?["error"] == nil)
        let error = try written { span in
            span.status = Status(message: "no stock", code: .error)
            span.attributes = [KeyValue(key: "error", value: .bool(false))]
        }
        #expect(error.tags?["otel.status_code"] == "ERROR" && error.tags?["error"] == "no stock")
        #expect(try written { $0.status = Status(message: "", code: .error) }.tags?["error"] == "")
        let other = try written { $0.attributes = [KeyValue(key: "error", value: .bool(false))] }
        #expect(other.tags?["error"] == nil)
    }

    @Test func eventsAreAnnotations() throws {
        let zipkin = try written { span in
            span.events = [
                OTLP.Span.Event(timeUnixNano: 5_999, name: "plain"),
                OTLP.Span.Event(timeUnixNano: 7_000, name: "sold", attributes: [KeyValue(key: "n", value: .int(2))]),
            ]
        }
        #expect(zipkin.annotations?.map(\.timestamp) == [5, 7])
        #expect(zipkin.annotations?.map(\.value) == ["plain", #""sold": {"n":2}"#])
    }

    @Test func whoIsCalledIsTheRemoteEndpoint() throws {
        let attributes = [
            KeyValue(key: "server.address", value: .string("stock.internal")),
            KeyValue(key: "server.port", value: .int(8080)),
            KeyValue(key: "network.peer.address", value: .string("10.0.0.7")),
        ]
        let client = try written { span in
            span.kind = .client
            span.attributes = attributes
        }
        #expect(client.remoteEndpoint?.serviceName == "stock.internal")
        #expect(client.remoteEndpoint?.ipv4 == "10.0.0.7" && client.remoteEndpoint?.port == 8080)
        let server = try written { span in
            span.kind = .server
            span.attributes = attributes
        }
        #expect(server.remoteEndpoint == nil)
    }

    @Test func spansArePosted() async throws {
        try await ScriptedServer.run([.status("202 Accepted"), .status("400 Bad Request")]) { server in
            var configuration = Configuration(serviceName: "shop")
            configuration.traces.exporters = [.zipkin(endpoint: .exact(server.url + "/api/v2/spans"))]
            let telemetry = Telemetry(configuration: configuration)
            telemetry.tracer.startSpan("posted").end()
            await telemetry.forceFlush()
            let request = try #require(server.requests.first)
            #expect(request.line == "POST /api/v2/spans HTTP/1.1")
            #expect(request.values("Content-Type") == ["application/json"])
            let spans = try JSONDecoder().decode([Written].self, from: Data(request.body))
            #expect(spans.map(\.name) == ["posted"])
            telemetry.tracer.startSpan("refused").end()
            await telemetry.forceFlush()
            #expect(telemetry.statistics.exported == 1 && telemetry.statistics.failed == 1)
            await telemetry.shutdown()
        }
    }
}

private typealias Resource = OTLP.Resource
private typealias InstrumentationScope = OTLP.InstrumentationScope
