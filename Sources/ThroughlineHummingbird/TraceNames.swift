import HTTPTypes
import ThroughlineHTTP

/// The headers by which an answer names its trace.
struct TraceNames: Sendable {
    private let traceResponse: String?
    private let serverTiming: String?

    /// `nil` where the tracing backend has no `traceparent` for the span.
    init?(of span: HTTPServerSpan, by instrumentation: HTTPServerInstrumentation) {
        guard let value = TraceResponse.value(for: span.context) else { return nil }
        traceResponse = instrumentation.traceResponse ? value : nil
        serverTiming = instrumentation.serverTiming ? ServerTiming.value(traceParent: value) : nil
    }

    /// Adds them. Other entries of `Server-Timing` stay.
    func add(to headers: inout HTTPFields) {
        if let traceResponse { headers[TraceResponse.fieldName] = traceResponse }
        if let serverTiming { headers.append(HTTPField(name: ServerTiming.fieldName, value: serverTiming)) }
    }
}
