import Logging
import OTLP
import SpanRecording
import Testing
import Tracing

@testable import Throughline

/// Errors that a span records: events, log records, or both.
@Suite(.timeLimit(.minutes(5)))
struct ExceptionTests {
    private struct Timeout: Error {}
    private struct Failed: Error { var underlying: any Error }

    private func record(_ signal: Configuration.ExceptionSignal) async throws -> (OTLP.Span, [OTLP.LogRecord]) {
        let spans = InMemorySpanExporter()
        let logs = RecordingLogs { configuration in
            configuration.traces.exporters = [.custom(spans)]
            configuration.exceptions = signal
        }
        let scope = SpanRecording.InstrumentationScope(name: "Driver", version: "2")
        let span = logs.telemetry.tracer.startRecordingSpan(
            "call",
            context: .topLevel,
            ofKind: .client,
            scope: scope,
            attributes: [:],
            links: []
        )
        span.recordError(Failed(underlying: Timeout()), attributes: ["retry": 2])
        span.end()
        let records = await logs.records()
        return (try #require(spans.spans.first), records)
    }

    private let types = [ErrorType.name(of: Failed(underlying: Timeout())), ErrorType.name(of: Timeout())]

    @Test func bySpanEventsAsEver() async throws {
        let (span, records) = try await record(.spanEvents)
        #expect(span.events.map(\.name) == ["exception", "exception"])
        #expect(span.events.map { $0.attributes["exception.type"] } == types.map(AnyValue.string))
        #expect(span.events[0].attributes["retry"] == 2)
        #expect(span.events[1].attributes["retry"] == nil)
        #expect(records.isEmpty)
    }

    @Test func byLogRecordsInTheSpansContext() async throws {
        let (span, records) = try await record(.logs)
        #expect(span.events.isEmpty)
        #expect(records.map(\.eventName) == ["exception", "exception"])
        #expect(records.map { $0.values["exception.type"] } == types.map(AnyValue.string))
        #expect(records.allSatisfy { $0.traceID == span.traceID && $0.spanID == span.spanID && $0.flags & 1 == 1 })
        #expect(records.allSatisfy { $0.severityNumber == .error })
        #expect(records[0].values["retry"] == 2)
    }

    @Test func byBoth() async throws {
        let (span, records) = try await record(.both)
        #expect(span.events.count == 2)
        #expect(records.count == 2)
    }

    @Test func withoutAnExporterOfLogsTheSpanKeepsThem() async throws {
        let telemetry = RecordingTelemetry { configuration in
            configuration.logs.exporters = []
            configuration.exceptions = .logs
        }
        let span = telemetry.tracer.startSpan("call")
        span.recordError(Timeout())
        span.end()
        #expect(try await telemetry.span().events.count == 1)
        #expect(telemetry.telemetry.configuration.warnings.map(\.setting) == ["exceptions"])
    }
}
