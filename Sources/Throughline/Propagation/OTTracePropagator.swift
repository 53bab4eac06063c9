public import Instrumentation

/// Carries the trace as the basic tracers of OpenTracing did, in `ot-tracer-traceid`, `ot-tracer-spanid` and
/// `ot-tracer-sampled`.
///
/// Trace ids have 64 bits there: of a longer one only the second half arrives. Its baggage has a field for each name, which a
/// carrier of swift-distributed-tracing cannot list; ``BaggagePropagator`` carries baggage.
///
/// Source: https://github.com/opentracing/basictracer-go/blob/master/propagation_ot.go
public struct OTTracePropagator: Propagator {
    public init() {}

    public var fields: [String] { [Self.traceID, Self.spanID, Self.sampled] }

    public func inject<C, I: Injector>(_ context: InstrumentationContext, into carrier: inout C, using injector: I)
    where I.Carrier == C {
        guard let span = context.spanContext, span.isValid else { return }
        injector.inject(String(span.traceID.hex.suffix(16)), forKey: Self.traceID, into: &carrier)
        injector.inject(span.spanID.hex, forKey: Self.spanID, into: &carrier)
        injector.inject(span.isSampled ? "true" : "false", forKey: Self.sampled, into: &carrier)
    }

    public func extract<C, E: Extractor>(_ carrier: C, into context: inout InstrumentationContext, using extractor: E)
    where E.Carrier == C {
        guard let trace = extractor.extract(key: Self.traceID, from: carrier).flatMap({ TraceID(padded: $0) }),
            let span = extractor.extract(key: Self.spanID, from: carrier).flatMap({ UInt64(padded: $0, to: 16) })
        else { return }
        let isSampled = extractor.extract(key: Self.sampled, from: carrier) == "true"
        guard let span = SpanContext(extracted: trace, SpanID(span), isSampled: isSampled) else { return }
        context.spanContext = span
    }

    private static let traceID = "ot-tracer-traceid"
    private static let spanID = "ot-tracer-spanid"
    private static let sampled = "ot-tracer-sampled"
}
