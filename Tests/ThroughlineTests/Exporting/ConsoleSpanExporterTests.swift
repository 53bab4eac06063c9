import OTLP
import Synchronization
import Testing

@testable import Throughline

@Suite struct ConsoleSpanExporterTests {
    private final class Output: Sendable {
        let text = Mutex("")
    }

    private static func span(
        _ id: UInt8,
        under parent: UInt8? = nil,
        trace: UInt8 = 0xab,
        _ name: String,
        kind: OTLP.Span.Kind = .internal,
        start: UInt64 = 0,
        duration: UInt64 = 1_500_000,
        attributes: [KeyValue] = [],
        status: OTLP.Status? = nil
    ) -> OTLP.Span {
        OTLP.Span(
            traceID: [UInt8](repeating: trace, count: 16),
            spanID: [UInt8](repeating: id, count: 8),
            parentSpanID: parent.map { [UInt8](repeating: $0, count: 8) } ?? [],
            name: name,
            kind: kind,
            startTimeUnixNano: start,
            endTimeUnixNano: start + duration,
            attributes: attributes,
            status: status
        )
    }

    private func print(_ spans: [OTLP.Span]) async throws -> String {
        let request = ExportTraceServiceRequest(
            resourceSpans: [
                ResourceSpans(
                    resource: OTLP.Resource(attributes: [KeyValue(key: "service.name", value: "shop")]),
                    scopeSpans: [ScopeSpans(spans: spans)]
                )
            ]
        )
        let output = Output()
        let exporter = ConsoleSpanExporter { text in output.text.withLock { $0 += text } }
        let outcome = await exporter.export(SpanBatch(count: spans.count, encoded: try request.protobuf()))
        #expect(outcome == .success)
        return output.text.withLock { $0 }
    }

    @Test func printsATree() async throws {
        let text = try await print([
            Self.span(
                3,
                under: 2,
                "SELECT stock",
                kind: .client,
                start: 30,
                duration: 900_000,
                attributes: [KeyValue(key: "db.system.name", value: "sqlite")],
                status: Status(message: "locked", code: .error)
            ),
            Self.span(4, under: 1, "render", start: 40, duration: 2_340_000_000),
            Self.span(2, under: 1, "load", start: 20),
            Self.span(
                1,
                under: 9,
                "GET /orders/{id}",
                kind: .server,
                start: 10,
                attributes: [KeyValue(key: "http.response.status_code", value: 200)]
            ),
        ])
        #expect(
            text == """
                trace abababababababababababababababab  shop
                └─ SERVER GET /orders/{id}  1.5 ms
                   │  http.response.status_code = 200
                   ├─ INTERNAL load  1.5 ms
                   │  └─ CLIENT SELECT stock  900 µs  ERROR locked
                   │        db.system.name = sqlite
                   └─ INTERNAL render  2.3 s

                """
        )
    }

    @Test func keepsTracesApart() async throws {
        let text = try await print([
            Self.span(1, trace: 1, "a", start: 1), Self.span(1, trace: 2, "b"),
            Self.span(2, under: 1, trace: 1, "c", start: 2),
        ])
        #expect(
            text == """
                trace 01010101010101010101010101010101  shop
                └─ INTERNAL a  1.5 ms
                   └─ INTERNAL c  1.5 ms
                trace 02020202020202020202020202020202  shop
                └─ INTERNAL b  1.5 ms

                """
        )
    }

    @Test func printsSpansInACircleOnce() async throws {
        let text = try await print([
            Self.span(1, under: 2, "a", start: 1), Self.span(2, under: 1, "b", start: 2), Self.span(3, under: 3, "c"),
        ])
        for name in ["a", "b", "c"] {
            #expect(text.split(separator: "\n").count { $0.contains("INTERNAL \(name) ") } == 1)
        }
    }

    @Test func survivesADeepTree() async throws {
        let spans = (0..<2000).map { index in
            OTLP.Span(
                traceID: [UInt8](repeating: 1, count: 16),
                spanID: withUnsafeBytes(of: UInt64(index + 1).bigEndian) { Array($0) },
                parentSpanID: index == 0 ? [] : withUnsafeBytes(of: UInt64(index).bigEndian) { Array($0) },
                name: "span"
            )
        }
        let text = try await print(spans)
        #expect(text.split(separator: "\n").count == 2001)
        #expect(text.split(separator: "\n").allSatisfy { $0.count < 200 })
    }

    @Test func escapesControlCharacters() async throws {
        let text = try await print([
            Self.span(1, "a\u{1b}[2Jb\nc", attributes: [KeyValue(key: "k\r", value: "v\u{7}\u{202e}")])
        ])
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        #expect(text.contains("a\\u{1b}[2Jb\\u{a}c"))
        #expect(text.contains("k\\u{d} = v\\u{7}\\u{202e}"))
    }

    @Test func refusesWhatIsNoBatch() async {
        let exporter = ConsoleSpanExporter { _ in Issue.record("printed") }
        guard case .failure = await exporter.export(SpanBatch(count: 1, encoded: [0xff])) else {
            Issue.record("not a failure")
            return
        }
    }
}
