import Instrumentation
import Testing

@testable import Throughline

/// The formats beside W3C Trace Context: what is read, what is written, and what is refused.
@Suite struct OtherPropagatorTests {
    private let carrier = DictionaryCarrier()
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let span = "00f067aa0ba902b7"

    private func extracted(_ fields: [String: String], by propagator: some Propagator) -> InstrumentationContext {
        var context = InstrumentationContext.topLevel
        propagator.extract(fields, into: &context, using: carrier)
        return context
    }

    private func injected(_ context: InstrumentationContext, by propagator: some Propagator) -> [String: String] {
        var fields: [String: String] = [:]
        propagator.inject(context, into: &fields, using: carrier)
        return fields
    }

    private func context(isSampled: Bool) -> InstrumentationContext {
        var context = InstrumentationContext.topLevel
        context.spanContext = SpanContext(
            traceID: TraceID(high: 0x4bf9_2f35_77b3_4da6, low: 0xa3ce_929d_0e0e_4736),
            spanID: SpanID(0x00f0_67aa_0ba9_02b7),
            traceFlags: isSampled ? .sampled : []
        )
        return context
    }

    // MARK: B3

    @Test(arguments: [
        ("\(trace)-\(span)-1", true), ("\(trace)-\(span)-0", false), ("\(trace)-\(span)", false),
        ("\(trace)-\(span)-d", true), ("\(trace)-\(span)-1-00f067aa0ba902b8", true), ("\(trace)-\(span)-true", true),
    ])
    func b3IsReadFromOneField(field: String, isSampled: Bool) {
        let span = extracted(["b3": field], by: B3Propagator(.multiple)).spanContext
        #expect(span?.traceID.hex == Self.trace)
        #expect(span?.spanID.hex == Self.span)
        #expect(span?.isSampled == isSampled)
        #expect(span?.isRemote == true)
    }

    @Test(arguments: [
        "", "0", "1", "d", "-", "\(trace)", "\(trace)-", "\(trace)-\(span)-1-2-3", "\(trace)--1", "-\(span)-1",
        "00000000000000000000000000000000-\(span)-1", "\(trace)-0000000000000000-1", "\(trace)f-\(span)-1",
        "4bf92f35-\(span)-1", "\(trace)-f067aa0ba902b7-1", "\(trace) -\(span)-1", "é\(trace)-\(span)-1",
    ])
    func whatIsNoB3IsIgnored(field: String) {
        #expect(extracted(["b3": field], by: B3Propagator()).spanContext == nil)
    }

    @Test func b3IsReadFromSeveralFields() {
        let ids = ["x-b3-traceid": Self.trace, "x-b3-spanid": Self.span]
        let states: [([String: String], Bool)] = [
            ([:], false), (["x-b3-sampled": "1"], true), (["x-b3-sampled": "0"], false), (["x-b3-flags": "1"], true),
            (["x-b3-sampled": "True"], true), (["x-b3-flags": "0"], false),
        ]
        for (state, isSampled) in states {
            let span = extracted(ids.merging(state) { $1 }, by: B3Propagator(.single)).spanContext
            #expect(span?.traceID.hex == Self.trace)
            #expect(span?.isSampled == isSampled, "\(state)")
        }
        #expect(extracted(["x-b3-traceid": Self.trace], by: B3Propagator()).spanContext == nil)
    }

    @Test func aTraceIDOf64BitsHasZerosBeforeIt() {
        let span = extracted(["b3": "a3ce929d0e0e4736-\(Self.span)-1"], by: B3Propagator()).spanContext
        #expect(span?.traceID.hex == "0000000000000000a3ce929d0e0e4736")
    }

    @Test func theSingleFieldOfB3ComesFirst() {
        let fields = [
            "b3": "\(Self.trace)-\(Self.span)-1", "x-b3-traceid": "0000000000000000000000000000000a",
            "x-b3-spanid": "000000000000000b",
        ]
        #expect(extracted(fields, by: B3Propagator(.multiple)).spanContext?.traceID.hex == Self.trace)
    }

    @Test func b3IsWritten() {
        #expect(injected(context(isSampled: true), by: B3Propagator()) == ["b3": "\(Self.trace)-\(Self.span)-1"])
        #expect(injected(context(isSampled: false), by: B3Propagator()) == ["b3": "\(Self.trace)-\(Self.span)-0"])
        let ids = ["x-b3-traceid": Self.trace, "x-b3-spanid": Self.span]
        let several = injected(context(isSampled: true), by: B3Propagator(.multiple))
        #expect(several == ids.merging(["x-b3-sampled": "1"]) { $1 })
    }

    @Test func thatATraceIsDebuggedIsPassedOn() {
        let debugged = extracted(["b3": "\(Self.trace)-\(Self.span)-d"], by: B3Propagator())
        #expect(injected(debugged, by: B3Propagator())["b3"]?.hasSuffix("-d") == true)
        let several = injected(debugged, by: B3Propagator(.multiple))
        #expect(several["x-b3-flags"] == "1" && several["x-b3-sampled"] == nil)
        var again = debugged
        B3Propagator().extract(["b3": "\(Self.trace)-\(Self.span)-0"], into: &again, using: carrier)
        #expect(injected(again, by: B3Propagator())["b3"]?.hasSuffix("-0") == true)
    }

    // MARK: Jaeger

    @Test(arguments: [
        ("\(trace):\(span):0:1", trace, span, true), ("\(trace):\(span):0:0", trace, span, false),
        ("\(trace):\(span):f067aa0ba902b7:3", trace, span, true), ("\(trace):\(span):0:02", trace, span, false),
        ("\(trace)%3A\(span)%3a0%3A1", trace, span, true),
        ("1:2:0:1", "00000000000000000000000000000001", "0000000000000002", true),
        ("a3ce929d0e0e4736:\(span)::1", "0000000000000000a3ce929d0e0e4736", span, true),
    ])
    func jaegerIsRead(field: String, trace: String, span: String, isSampled: Bool) {
        let context = extracted(["uber-trace-id": field], by: JaegerPropagator()).spanContext
        #expect(context?.traceID.hex == trace)
        #expect(context?.spanID.hex == span)
        #expect(context?.isSampled == isSampled)
    }

    @Test(arguments: [
        "", ":::", "\(trace):\(span):0", "\(trace):\(span):0:1:1", "\(trace):\(span):0:g", "\(trace):\(span):0:100",
        "\(trace)0:\(span):0:1", "0:\(span):0:1", "\(trace):0:0:1", "\(trace):\(span)0:0:1", "-1:\(span):0:1",
        "\(trace)%\(span):0:1",
    ])
    func whatIsNotJaegersIsIgnored(field: String) {
        #expect(extracted(["uber-trace-id": field], by: JaegerPropagator()).spanContext == nil)
    }

    @Test func jaegerIsWritten() {
        let fields = injected(context(isSampled: true), by: JaegerPropagator())
        #expect(fields == ["uber-trace-id": "\(Self.trace):\(Self.span):0:1"])
    }

    // MARK: X-Ray

    @Test(arguments: [
        ("Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=\(span);Sampled=1", true),
        ("Sampled=0;Parent=\(span);Root=1-4bf92f35-77b34da6a3ce929d0e0e4736", false),
        (" Self=1-1-1; Root=1-4bf92f35-77b34da6a3ce929d0e0e4736 ; Parent=\(span); Lineage=a:0;Sampled=1;", true),
        ("Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=\(span);Sampled=?", false),
        ("Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=\(span)", false),
    ])
    func xrayIsRead(field: String, isSampled: Bool) {
        let span = extracted(["x-amzn-trace-id": field], by: XRayPropagator()).spanContext
        #expect(span?.traceID.hex == Self.trace)
        #expect(span?.spanID.hex == Self.span)
        #expect(span?.isSampled == isSampled)
    }

    @Test(arguments: [
        "", ";", "Root=", "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736", "Parent=\(span)",
        "Root=2-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=\(span)",
        "Root=1-4bf92f3-577b34da6a3ce929d0e0e4736;Parent=\(span)",
        "Root=1-00000000-000000000000000000000000;Parent=\(span)", "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=0",
        "Root=1-4bf92f35-77b34da6a3ce929d0e0e473g;Parent=\(span)",
    ])
    func whatIsNotXraysIsIgnored(field: String) {
        #expect(extracted(["x-amzn-trace-id": field], by: XRayPropagator()).spanContext == nil)
    }

    @Test func xrayIsWritten() {
        let fields = injected(context(isSampled: true), by: XRayPropagator())
        let field = "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=\(Self.span);Sampled=1"
        #expect(fields == ["x-amzn-trace-id": field])
    }

    // MARK: OpenTracing

    @Test func otTraceIsReadAndWritten() {
        let fields = ["ot-tracer-traceid": Self.trace, "ot-tracer-spanid": "1", "ot-tracer-sampled": "true"]
        let context = extracted(fields, by: OTTracePropagator())
        #expect(context.spanContext?.traceID.hex == Self.trace)
        #expect(context.spanContext?.spanID == SpanID(1))
        #expect(context.spanContext?.isSampled == true)
        let written = injected(context, by: OTTracePropagator())
        #expect(
            written == [
                "ot-tracer-traceid": "a3ce929d0e0e4736", "ot-tracer-spanid": "0000000000000001",
                "ot-tracer-sampled": "true",
            ]
        )
    }

    @Test(arguments: ["", "0", "g", "\(trace)0", "-1"])
    func whatIsNotOpenTracingsIsIgnored(trace: String) {
        let fields = ["ot-tracer-traceid": trace, "ot-tracer-spanid": Self.span]
        #expect(extracted(fields, by: OTTracePropagator()).spanContext == nil)
        #expect(extracted(["ot-tracer-spanid": Self.span], by: OTTracePropagator()).spanContext == nil)
    }

    // MARK: All

    static let all: [any Propagator] = [
        B3Propagator(.single), B3Propagator(.multiple), JaegerPropagator(), XRayPropagator(), OTTracePropagator(),
    ]

    @Test(arguments: all)
    func whereThereIsNoSpanNothingIsWritten(propagator: any Propagator) {
        #expect(injected(.topLevel, by: propagator).isEmpty)
    }

    @Test(arguments: all)
    func onlyTheNamedFieldsAreWritten(propagator: any Propagator) {
        let written = injected(context(isSampled: true), by: propagator)
        #expect(!written.isEmpty)
        #expect(written.keys.allSatisfy(propagator.fields.contains))
    }

    @Test func severalFormatsAreWrittenAndAnyOfThemIsRead() {
        let composite = CompositePropagator([TraceContextPropagator(), B3Propagator()])
        let written = injected(context(isSampled: true), by: composite)
        #expect(Set(written.keys) == ["traceparent", "b3"])
        #expect(extracted(["b3": written["b3"] ?? ""], by: composite).spanContext?.traceID.hex == Self.trace)
        let mixed = ["traceparent": written["traceparent"] ?? "", "b3": "junk"]
        #expect(extracted(mixed, by: composite).spanContext?.traceID.hex == Self.trace)
    }
}
