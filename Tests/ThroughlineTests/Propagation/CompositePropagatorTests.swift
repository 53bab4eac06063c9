import Instrumentation
import Testing

@testable import Throughline

@Suite struct CompositePropagatorTests {
    private let carrier = DictionaryCarrier()

    @Test func runsAll() {
        let propagator = CompositePropagator([TraceContextPropagator(), BaggagePropagator(), TraceContextPropagator()])
        #expect(propagator.fields == ["traceparent", "tracestate", "baggage"])
        let fields = [
            "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "baggage": "a=b",
        ]
        var context = InstrumentationContext.topLevel
        propagator.extract(fields, into: &context, using: carrier)
        var copy: [String: String] = [:]
        propagator.inject(context, into: &copy, using: carrier)
        #expect(copy == fields)
    }

    @Test func mayDoNothing() {
        var context = InstrumentationContext.topLevel
        context.baggage["a"] = "b"
        for propagator in [CompositePropagator([])] as [any Propagator] {
            var fields: [String: String] = [:]
            propagator.inject(context, into: &fields, using: carrier)
            #expect(fields == [:])
            propagator.extract(["baggage": "a=c"], into: &context, using: carrier)
            #expect(context.baggage["a"] == "b")
            #expect(propagator.fields == [])
        }
    }
}
