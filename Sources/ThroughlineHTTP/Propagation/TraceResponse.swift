public import HTTPTypes
public import Instrumentation

/// The header that tells a client which trace its request became part of.
///
/// Its value is the `traceparent` that the current tracing backend writes for the request's span, so there is one with any
/// backend that speaks W3C Trace Context, and none with any other.
///
/// Specification: https://w3c.github.io/trace-context/#trace-context-http-response-headers-format (a draft)
public enum TraceResponse {
    /// The header's name, `traceresponse`.
    public static let fieldName = HTTPField.Name("traceresponse")!

    /// The header's value for a span's context: `00-<trace id>-<span id>-<flags>`.
    public static func value(for context: InstrumentationContext) -> String? {
        var value: String?
        InstrumentationSystem.instrument.inject(context, into: &value, using: TraceParentInjector())
        return value
    }
}

private struct TraceParentInjector: Injector {
    func inject(_ value: String, forKey key: String, into carrier: inout String?) {
        if key == "traceparent" { carrier = value }
    }
}
