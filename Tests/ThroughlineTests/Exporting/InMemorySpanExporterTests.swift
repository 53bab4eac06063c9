import OTLP
import Testing

@testable import Throughline

@Suite(.timeLimit(.minutes(5)))
struct InMemorySpanExporterTests {
    private func batch(_ names: String...) throws -> SpanBatch {
        let spans = names.map { OTLP.Span(name: $0) }
        let request = ExportTraceServiceRequest(resourceSpans: [ResourceSpans(scopeSpans: [ScopeSpans(spans: spans)])])
        return SpanBatch(count: spans.count, encoded: try request.protobuf())
    }

    @Test func keepsSpansInOrder() async throws {
        let exporter = InMemorySpanExporter()
        #expect(await exporter.export(try batch("a", "b")) == .success)
        #expect(await exporter.export(try batch("c")) == .success)
        #expect(exporter.spans.map(\.name) == ["a", "b", "c"])
        #expect(exporter.requests.count == 2)
        exporter.reset()
        #expect(exporter.spans == [])
    }

    @Test func wakesWhoeverWaits() async throws {
        let exporter = InMemorySpanExporter()
        async let two = exporter.spans(atLeast: 2)
        async let three = exporter.spans(atLeast: 3)
        _ = await exporter.export(try batch("a"))
        _ = await exporter.export(try batch("b"))
        #expect(await two.map(\.name).starts(with: ["a", "b"]))
        _ = await exporter.export(try batch("c"))
        #expect(await three.map(\.name) == ["a", "b", "c"])
    }

    @Test func doesNotKeepAnybodyWaitingForEver() async throws {
        let exporter = InMemorySpanExporter()
        let cancelled = Task { await exporter.spans(atLeast: 1) }
        cancelled.cancel()
        #expect(await cancelled.value == [])
        async let shutDown = exporter.spans(atLeast: 1)
        await exporter.shutdown()
        #expect(await shutDown == [])
    }

    @Test func refusesWhatIsNoBatch() async {
        guard case .failure = await InMemorySpanExporter().export(SpanBatch(count: 1, encoded: [0xff])) else {
            Issue.record("not a failure")
            return
        }
    }
}
