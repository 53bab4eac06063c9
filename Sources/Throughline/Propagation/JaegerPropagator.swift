public import Instrumentation
import WireText

/// Carries the trace as Jaeger's clients did, in `uber-trace-id: <trace>:<span>:<parent>:<flags>`. Jaeger itself takes W3C Trace
/// Context by now.
///
/// Jaeger's baggage has a field for each name, which a carrier of swift-distributed-tracing cannot list; ``BaggagePropagator``
/// carries baggage.
///
/// Source: https://www.jaegertracing.io/sdk-migration/#propagation-format
public struct JaegerPropagator: Propagator {
    public init() {}

    public var fields: [String] { [Self.field] }

    public func inject<C, I: Injector>(_ context: InstrumentationContext, into carrier: inout C, using injector: I)
    where I.Carrier == C {
        guard let span = context.spanContext, span.isValid else { return }
        // The parent is obsolete, and always 0.
        let field = "\(span.traceID.hex):\(span.spanID.hex):0:\(span.isSampled ? "1" : "0")"
        injector.inject(field, forKey: Self.field, into: &carrier)
    }

    public func extract<C, E: Extractor>(_ carrier: C, into context: inout InstrumentationContext, using extractor: E)
    where E.Carrier == C {
        guard let field = extractor.extract(key: Self.field, from: carrier), let span = Self.read(field) else { return }
        context.spanContext = span
    }

    private static let field = "uber-trace-id"

    /// Ids may be without the zeros before them, and the colons percent-encoded.
    private static func read(_ field: String) -> SpanContext? {
        guard field.utf8.count <= 256 else { return nil }
        let parts = PercentEncoding.decodeLeniently(field).split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4, let traceID = TraceID(padded: parts[0]),
            let spanID = UInt64(padded: parts[1], to: 16), let flags = UInt64(padded: parts[3], to: 2)
        else { return nil }
        return SpanContext(extracted: traceID, SpanID(spanID), isSampled: flags & 1 == 1)
    }
}
