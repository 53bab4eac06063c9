import Instrumentation
import Testing

@testable import Throughline

@Suite struct TraceContextPropagatorTests {
    private let propagator = TraceContextPropagator()
    private let carrier = DictionaryCarrier()

    private func extract(_ fields: [String: String]) -> InstrumentationContext {
        var context = InstrumentationContext.topLevel
        propagator.extract(fields, into: &context, using: carrier)
        return context
    }

    private func inject(_ spanContext: SpanContext?) -> [String: String] {
        var context = InstrumentationContext.topLevel
        context.spanContext = spanContext
        var fields: [String: String] = [:]
        propagator.inject(context, into: &fields, using: carrier)
        return fields
    }

    @Test func readsWhatTheSpecificationShows() throws {
        let context = try #require(
            extract([
                "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "tracestate": "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE",
            ]).spanContext
        )
        #expect(context.traceID.hex == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(context.spanID.hex == "00f067aa0ba902b7")
        #expect(context.traceFlags == .sampled)
        #expect(context.traceState.header == "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE")
        #expect(context.isRemote)
    }

    @Test(
        arguments: [
            ("00", TraceFlags()), ("01", .sampled), ("02", .random), ("03", [.sampled, .random]),
            ("ff", [.sampled, .random]),
            ("08", []),
        ] as [(String, TraceFlags)]
    )
    func readsTheFlagsThatItKnows(digits: String, flags: TraceFlags) {
        let context = extract(["traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-\(digits)"])
        #expect(context.spanContext?.traceFlags == flags)
    }

    @Test(arguments: [
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-will-be-like",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
        " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\t",
    ])
    func readsLaterVersionsAsFarAsItCan(header: String) {
        #expect(extract(["traceparent": header]).spanContext?.traceID.hex == "4bf92f3577b34da6a3ce929d0e0e4736")
    }

    @Test(arguments: [
        "",
        "00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-extra",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-011",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.extra",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0G",
        "0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-600f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473+-00f067aa0ba902b7-01",
        "00-４bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    ])
    func leavesTheContextUntouched(header: String) {
        var context = InstrumentationContext.topLevel
        let before = SpanContext(traceID: TraceID(high: 1, low: 2), spanID: SpanID(3))
        context.spanContext = before
        propagator.extract(["traceparent": header, "tracestate": "a=b"], into: &context, using: carrier)
        #expect(context.spanContext == before)
        #expect(context.count == 1)
    }

    @Test func anAbsentHeaderChangesNothing() {
        #expect(extract([:]).isEmpty)
        #expect(extract(["tracestate": "a=b"]).isEmpty)
    }

    @Test(arguments: ["a", "a=b,A=c", "a=b;c=d,=", "a=\u{e9}"])
    func aMalformedTraceStateCostsOnlyItself(header: String) {
        let context = extract([
            "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "tracestate": header,
        ])
        #expect(context.spanContext?.isSampled == true)
        #expect(context.spanContext?.traceState == TraceState())
    }

    @Test func writes() throws {
        let fields = inject(
            SpanContext(
                traceID: TraceID(high: 0x0bf9_2f35_77b3_4da6, low: 0x03ce_929d_0e0e_4736),
                spanID: SpanID(0x00f0_67aa_0ba9_02b7),
                traceFlags: TraceFlags(rawValue: 0xff),
                traceState: try #require(TraceState(header: "a=b"))
            )
        )
        #expect(
            fields == [
                "traceparent": "00-0bf92f3577b34da603ce929d0e0e4736-00f067aa0ba902b7-03", "tracestate": "a=b",
            ]
        )
    }

    @Test func writesNoEmptyTraceState() {
        let fields = inject(SpanContext(traceID: TraceID(high: 0, low: 1), spanID: SpanID(1)))
        #expect(fields == ["traceparent": "00-00000000000000000000000000000001-0000000000000001-00"])
    }

    @Test func writesNothingThatIsInvalid() {
        #expect(inject(nil) == [:])
        #expect(inject(SpanContext(traceID: TraceID(high: 0, low: 0), spanID: SpanID(1))) == [:])
        #expect(inject(SpanContext(traceID: TraceID(high: 1, low: 1), spanID: SpanID(0))) == [:])
    }
}
