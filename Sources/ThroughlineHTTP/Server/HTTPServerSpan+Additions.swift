public import HTTPTypes
public import SpanRecording
import Tracing

/// What a user, or a middleware further in, adds to the span.
extension HTTPServerSpan {
    /// The span's name. Once it is set, the route does not change it any more.
    public var name: String {
        get { span.operationName }
        set { span.operationName = newValue }
    }

    /// Sets attributes; those that the span has already get the new value.
    public func setAttributes(_ attributes: Attributes) {
        guard isRecording else { return }
        span.setAttributes(attributes)
    }

    /// Adds what a middleware further in captures of the request.
    public func capture(_ request: HTTPRequest, by instrumentation: HTTPServerInstrumentation) {
        guard isRecording else { return }
        choose(instrumentation.captured.choices)
        var attributes = Attributes()
        instrumentation.captured.record(request, in: &attributes)
        if !attributes.isEmpty { span.setAttributes(attributes) }
    }

    /// Adds what a middleware further in captures of the response's headers.
    public func capture(response headers: HTTPFields, by instrumentation: HTTPServerInstrumentation) {
        guard isRecording else { return }
        var attributes = Attributes()
        instrumentation.captured.record(response: headers, in: &attributes)
        if !attributes.isEmpty { span.setAttributes(attributes) }
    }
}
