import Instrumentation
import SpanRecording
import Testing

@testable import Throughline

@Suite struct EnvironmentCarrierTests {
    private let carrier = EnvironmentCarrier()

    @Test(arguments: [
        ("traceparent", "TRACEPARENT"), ("x-b3-traceid", "X_B3_TRACEID"), ("b3", "B3"),
        ("X-Amzn-Trace-Id", "X_AMZN_TRACE_ID"),
        ("7up", "_7UP"), ("", "_"), ("é", "_"), ("a=b", "A_B"),
    ])
    func namesAreThoseOfVariables(key: String, name: String) {
        var environment: [String: String] = [:]
        carrier.inject("value", forKey: key, into: &environment)
        #expect(environment == [name: "value"])
        #expect(carrier.extract(key: key, from: environment) == "value")
    }

    @Test func aContextReachesAChildAndNothingElseOfItsEnvironmentChanges() {
        let propagator = CompositePropagator([TraceContextPropagator(), BaggagePropagator()])
        var context = InstrumentationContext.topLevel
        context.spanContext = SpanContext(
            traceID: TraceID(high: 1, low: 2),
            spanID: SpanID(3),
            traceFlags: .sampled,
            traceState: TraceState(header: "a=b") ?? TraceState()
        )
        context.baggage["tenant"] = "acme"
        var environment = ["PATH": "/bin"]
        propagator.inject(context, into: &environment, using: carrier)
        #expect(environment.keys.sorted() == ["BAGGAGE", "PATH", "TRACEPARENT", "TRACESTATE"])

        var child = InstrumentationContext.topLevel
        propagator.extract(environment, into: &child, using: carrier)
        #expect(child.spanContext?.traceID == TraceID(high: 1, low: 2))
        #expect(child.spanContext?.traceState.header == "a=b")
        #expect(child.baggage["tenant"] == "acme")
    }

    @Test func aValueThatTheEnvironmentWouldCutIsNotWritten() {
        var environment: [String: String] = [:]
        carrier.inject("a\0b", forKey: "key", into: &environment)
        #expect(environment.isEmpty)
    }

    @Test func namesAreOnlyReadAsTheyAreWritten() {
        #expect(carrier.extract(key: "traceparent", from: ["traceparent": "lower"]) == nil)
    }
}
