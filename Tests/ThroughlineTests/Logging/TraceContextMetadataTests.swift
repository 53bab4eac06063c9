import Logging
import TestSupport
import Testing
import Tracing

@testable import Throughline

/// The span in the lines of handlers that are not ours.
struct TraceContextMetadataTests {
    private static let traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    private static let expected: Logger.Metadata = [
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "span_id": "00f067aa0ba902b7", "trace_flags": "01",
    ]

    private func inSpan(_ body: () -> Void) {
        var context = InstrumentationContext.topLevel
        context.spanContext = SpanContext(
            traceID: TraceID(high: 0x4bf9_2f35_77b3_4da6, low: 0xa3ce_929d_0e0e_4736),
            spanID: SpanID(0x00f0_67aa_0ba9_02b7),
            traceFlags: .sampled
        )
        InstrumentationContext.$current.withValue(context, operation: body)
    }

    @Test func theProviderSaysTheCurrentSpan() {
        inSpan { #expect(Logger.MetadataProvider.traceContext.get() == Self.expected) }
        #expect(Logger.MetadataProvider.traceContext.get() == [:])
    }

    @Test func theProviderSaysTheSpanOfAnotherBackend() {
        var context = InstrumentationContext.topLevel
        context[Mark.self] = "in a span"
        let tracer = ForeignTracer(("TraceParent", Self.traceparent))
        InstrumentationContext.$current.withValue(context) {
            withTracer(tracer) { #expect(Logger.MetadataProvider.traceContext.get() == Self.expected) }
            withTracer(ForeignTracer(("uber-trace-id", "1:2:0:1"))) {
                #expect(Logger.MetadataProvider.traceContext.get() == [:])
            }
            withTracer(ForeignTracer(("traceparent", "00-zz"))) {
                #expect(Logger.MetadataProvider.traceContext.get() == [:])
            }
        }
    }

    @Test func aDecoratedHandlerGetsTheSpanWithEachLine() {
        let recorder = LogRecorder()
        var logger = Logger(label: "test") { _ in TraceContextLogHandler(recorder.logger.handler) }
        logger[metadataKey: "own"] = "kept"
        inSpan {
            logger.info("inside")
            logger.info("overridden", metadata: ["span_id": "mine"])
        }
        logger.info("outside")
        let metadata = recorder.entries.map(\.metadata)
        #expect(metadata[0] == Self.expected.merging(["own": "kept"]) { $1 })
        #expect(metadata[1]["span_id"] == "mine")
        #expect(metadata[2] == ["own": "kept"])
        #expect(logger.logLevel == .trace)
    }
}
