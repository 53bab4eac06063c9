import OTLP
import SpanRecording
import Testing
import Tracing

@testable import Throughline

@Suite struct EndingSpanTests {
    private struct Changing: EndingSpanProcessor {
        let change: @Sendable (inout EndingSpan) -> Void
        func onEnding(_ span: inout EndingSpan) { change(&span) }
    }

    @Test func aSpanCanBeChangedWhenItHasEnded() async throws {
        let seen = EndedSpans()
        let recording = RecordingTelemetry { configuration in
            configuration.traces.processors = [
                seen,
                Changing { span in
                    span.name += " changed"
                    span.attributes["a"] = nil
                    span.attributes["took"] = .bool(span.duration >= .zero && span.endTime >= span.startTime)
                    span.events = []
                    span.status = SpanStatus(code: .error, message: "late")
                },
                Changing { $0.name += " twice" },
            ]
        }
        let span = recording.tracer.startSpan("span")
        span.attributes["a"] = 1
        span.attributes["b"] = 2
        span.addEvent("event")
        span.end()
        span.operationName = "too late"
        let exported = try await recording.span()
        #expect(exported.name == "span changed twice")
        #expect(exported.values["a"] == nil && exported.values["b"] == .int(2))
        #expect(exported.values["took"] == .bool(true))
        #expect(exported.events.isEmpty && exported.status?.message == "late")
        #expect(seen.names == ["span changed twice"], "every processor sees the end as it is exported")
    }

    @Test func aSpanThatIsFilteredIsNotExportedAndStillSeen() async {
        let seen = EndedSpans()
        let recording = RecordingTelemetry {
            $0.traces.processors = [FilterProcessor { $0.attributes["url.path"] != "/health" }, seen]
        }
        for path in ["/health", "/orders"] {
            let span = recording.tracer.startSpan(path)
            span.attributes["url.path"] = path
            span.end()
        }
        #expect(await recording.spans().map(\.name) == ["/orders"])
        #expect(seen.names == ["/health", "/orders"])
        #expect(recording.telemetry.statistics.dropped == [.filtered: 1])
        #expect(recording.telemetry.statistics.exported == 1)
    }

    @Test func aSpanThatIsNotSampledIsNotExportedWhateverAProcessorSays() async {
        struct RecordOnly: Sampler {
            let description = "RecordOnly"
            func sample(_ candidate: SpanCandidate) -> SamplingResult { SamplingResult(.recordOnly) }
        }
        let recording = RecordingTelemetry { configuration in
            configuration.traces.sampler = RecordOnly()
            configuration.traces.processors = [Changing { $0.isExported = true }]
        }
        recording.tracer.startSpan("span").end()
        #expect(await recording.spans().isEmpty)
    }
}
