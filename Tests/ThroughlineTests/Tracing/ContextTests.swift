import OTLP
import SpanRecording
import Testing
import Tracing

@testable import Throughline

@Suite struct ContextTests {
    private let remote = SpanContext(
        traceID: TraceID(high: 1, low: 2),
        spanID: SpanID(3),
        traceFlags: [.sampled],
        isRemote: true
    )

    @Test func aRootHasNoParentAndRandomIDs() async throws {
        let recording = RecordingTelemetry()
        let first = recording.tracer.startSpan("root")
        let second = recording.tracer.startSpan("root")
        #expect(first.spanContext.isValid && second.spanContext.isValid)
        #expect(first.spanContext.traceID != second.spanContext.traceID)
        #expect(first.spanContext.traceFlags == [.sampled, .random])
        first.end()
        let exported = try await recording.span()
        #expect(exported.parentSpanID.isEmpty)
        #expect(exported.flags == 0x103)
    }

    @Test func aChildOfALocalSpan() async throws {
        let recording = RecordingTelemetry()
        withTracer(recording.tracer) {
            withSpan("parent") { parent in
                withSpan("child") { child in
                    #expect(recording.tracer.activeSpan(identifiedBy: child.context)?.operationName == "child")
                    #expect(InstrumentationContext.current?.spanContext == child.context.spanContext)
                }
                #expect(InstrumentationContext.current?.spanContext == parent.context.spanContext)
            }
        }
        let spans = await recording.spans()
        #expect(spans.map(\.name) == ["child", "parent"])
        #expect(spans[0].parentSpanID == spans[1].spanID)
        #expect(spans[0].traceID == spans[1].traceID)
        #expect(spans[0].flags == 0x103)
    }

    @Test func aChildOfARemoteSpan() async throws {
        let recording = RecordingTelemetry()
        var context = InstrumentationContext.topLevel
        context.spanContext = remote
        let span = recording.tracer.startSpan("server", context: context, ofKind: .server)
        span.end()
        let exported = try await recording.span()
        #expect(hex(exported.traceID) == remote.traceID.hex)
        #expect(hex(exported.parentSpanID) == remote.spanID.hex)
        #expect(exported.flags == 0x301, "the parent is known to be remote, and its trace id not to be random")
        #expect(!span.spanContext.isRemote)
        #expect(recording.tracer.activeSpan(identifiedBy: context) == nil)
    }

    @Test func aDroppedSpanHandsOnACorrectUnsampledContext() async {
        let recording = RecordingTelemetry { $0.traces.sampler = .alwaysOff }
        let root = recording.tracer.startSpan("dropped")
        let child = recording.tracer.startSpan("child", context: root.context)
        #expect(!root.isRecording && root.recorded == nil)
        #expect(root.spanContext.isValid && !root.spanContext.isSampled)
        #expect(child.spanContext.traceID == root.spanContext.traceID)
        #expect(child.spanContext.spanID != root.spanContext.spanID)
        root.attributes["ignored"] = 1
        root.updateAttributes { $0["ignored"] = 1 }
        root.end()
        child.end()
        #expect(await recording.spans().isEmpty)

        var headers: [String: String] = [:]
        recording.tracer.inject(root.context, into: &headers, using: DictionaryInjector())
        #expect(headers["traceparent"]?.hasSuffix("-02") == true, "random, and not sampled")
    }

    @Test func anInvalidParentIsNone() async throws {
        let recording = RecordingTelemetry()
        var context = InstrumentationContext.topLevel
        context.spanContext = SpanContext(traceID: TraceID(high: 0, low: 0), spanID: SpanID(1))
        recording.tracer.startSpan("root", context: context).end()
        let exported = try await recording.span()
        #expect(exported.parentSpanID.isEmpty)
        #expect(hex(exported.traceID) != TraceID(high: 0, low: 0).hex)
    }

    @Test func aDisabledTelemetryPassesTracesOnUnchanged() async {
        let recording = RecordingTelemetry { $0.isEnabled = false }
        var context = InstrumentationContext.topLevel
        context.spanContext = remote
        let span = recording.tracer.startSpan("off", context: context)
        #expect(!span.isRecording)
        #expect(span.context.spanContext == remote)
        var headers: [String: String] = [:]
        recording.tracer.inject(span.context, into: &headers, using: DictionaryInjector())
        #expect(headers["traceparent"] == "00-\(remote.traceID.hex)-\(remote.spanID.hex)-01")

        let root = recording.tracer.startSpan("off")
        headers = [:]
        recording.tracer.inject(root.context, into: &headers, using: DictionaryInjector())
        #expect(headers.isEmpty, "no trace begins here")
        span.end()
        root.end()
        #expect(await recording.spans().isEmpty)
    }

    @Test func instrumentationsTakeWhatWasMeantForTheNextSpan() async throws {
        let recording = RecordingTelemetry()
        let scope = SpanRecording.InstrumentationScope(name: "driver")
        let context = InstrumentationContext.topLevel.startingSpan(with: ["given": 1])
        withTracer(recording.tracer) {
            let span = scope.startSpan("query", context: context, attributes: ["own": 2])
            recording.tracer.startSpan("child", context: span.context).end()
            span.end()
        }
        let spans = await recording.spans()
        #expect(spans.first { $0.name == "query" }?.values == ["own": .int(2), "given": .int(1)])
        #expect(spans.first { $0.name == "child" }?.values == [:])
    }
}

struct DictionaryInjector: Injector {
    func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
}
