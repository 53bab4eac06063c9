public import HTTPTypes
public import Instrumentation

/// The header by which a script in a browser learns which trace a request became part of.
///
/// `PerformanceResourceTiming.serverTiming` shows it to a page that was not given the other headers. A page of another
/// origin sees it where the answer has `Timing-Allow-Origin`.
///
/// Specification: https://www.w3.org/TR/server-timing/; `traceparent` in it is what OpenTelemetry's browser
/// instrumentations look for
public enum ServerTiming {
    /// The header's name, `Server-Timing`.
    public static let fieldName = HTTPField.Name("Server-Timing")!

    /// The header's value for a span's context: `traceparent;desc="00-<trace id>-<span id>-<flags>"`.
    public static func value(for context: InstrumentationContext) -> String? {
        TraceResponse.value(for: context).map(value(traceParent:))
    }

    /// The header's value for a `traceparent`, which is also the value of ``TraceResponse``.
    public static func value(traceParent: String) -> String {
        "traceparent;desc=\"\(traceParent)\""
    }
}
