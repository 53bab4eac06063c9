public import HTTPTypes
import SemanticConventions
public import SpanRecording
import Synchronization
public import Tracing

/// The span of one request that a client sends, and its metrics, by the conventions for HTTP.
///
/// It is what the instrumentation of a client is made of, `URLSession` here:
///
/// ```swift
/// private let instrumentation = HTTPClientInstrumentation(scope: InstrumentationScope(name: "MyClient"))
///
/// func send(_ request: URLRequest) async throws -> (Data, URLResponse) {
///     let url = request.url?.absoluteString ?? ""
///     let span = HTTPClientSpan(method: request.httpMethod ?? "GET", url: url, by: instrumentation)
///     defer { span.end() }
///     var request = request
///     for (name, value) in span.traceFields { request.setValue(value, forHTTPHeaderField: name) }
///     do {
///         let (body, response) = try await URLSession.shared.data(for: request)
///         if let response = response as? HTTPURLResponse { span.receive(status: response.statusCode) }
///         return (body, response)
///     } catch {
///         span.fail(error)
///         throw error
///     }
/// }
/// ```
///
/// There is one for each attempt: a client that follows a redirect, or tries again, makes another and says with
/// `resendCount` how often the request was sent before. End it when the response's head is read, not when its body is:
/// nobody may ever read that to its end.
///
/// Where neither the span nor a metric is recorded, nothing is computed. A span ends once, at the first ``end()`` or when
/// nobody holds it any more; what is said of it later is ignored.
///
/// No header is recorded unless the options say so, no body, and no secret of a URL.
///
/// Specification: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span (v1.44, stable)
public final class HTTPClientSpan: Sendable {
    /// The span itself, of whichever tracing backend there is.
    public let span: any RecordingSpan
    /// Whether the span is recorded, and it is worth finding out more about it.
    public let isRecording: Bool

    let options: HTTPClientOptions
    let measurement: HTTPClientMeasurement?
    let isHead: Bool
    let state: Mutex<State>

    struct State {
        var outcome = HTTPClientMeasurement.Outcome()
        var hasFailed = false
        var hasEnded = false
    }

    /// Starts the span.
    ///
    /// - Parameters:
    ///   - method: The request's method, such as `GET`.
    ///   - url: The absolute URL. Credentials and secrets of its query are not recorded.
    ///   - host: What the `Host` header says, where it differs from the URL: that is who the server is then.
    ///   - headers: The request's headers, as far as they are known. They are not looked at unless the options ask for some.
    ///   - instrumentation: The rules.
    ///   - urlTemplate: The template of the URL's path, such as `/products/{id}`, where it is known. It becomes part of the
    ///     span's name and of the metrics. Never the path itself.
    ///   - resendCount: How often the request was sent before, because of a redirect or a failure.
    ///   - bodySize: The size of the request's body in bytes, where it is known.
    public init(
        method: String,
        url: String,
        host: String? = nil,
        headers: some Sequence<(name: String, value: String)> = EmptyCollection(),
        by instrumentation: HTTPClientInstrumentation,
        urlTemplate: String? = nil,
        resendCount: Int = 0,
        bodySize: Int? = nil
    ) {
        let options = instrumentation.options
        let method = RequestMethod(method, known: options.knownMethods)
        // The URL is taken apart once, and only if somebody wants to know.
        var known: OutgoingRequest?
        if HTTPClientMeasurement.isEnabled {
            let request = OutgoingRequest(method: method, url: url, host: host)
            known = request
            measurement = HTTPClientMeasurement(request.metricAttributes(options, template: urlTemplate))
        } else {
            measurement = nil
        }
        span = instrumentation.scope.startSpan(
            urlTemplate.map { "\(method.spanName) \($0)" } ?? method.spanName,
            ofKind: .client,
            attributes: (known ?? OutgoingRequest(method: method, url: url, host: host)).spanAttributes(
                options,
                template: urlTemplate,
                resendCount: resendCount,
                bodySize: bodySize,
                userAgent: headers.first { $0.name.isSameField(as: "user-agent") }?.value
            )
        )
        isRecording = span.isRecording
        self.options = options
        isHead = method.attribute == "HEAD"
        var state = State()
        if options.optIn.contains(.bodySizes) { state.outcome.requestBodySize = bodySize }
        self.state = Mutex(state)

        guard isRecording, !options.capturedRequestHeaders.isEmpty else { return }
        var attributes = Attributes()
        options.capturedRequestHeaders.record(headers, of: .request, in: &attributes)
        span.setAttributes(attributes)
    }

    /// Starts the span of a request in the ecosystem's own type.
    public convenience init(
        _ request: HTTPRequest,
        by instrumentation: HTTPClientInstrumentation,
        urlTemplate: String? = nil,
        resendCount: Int = 0,
        bodySize: Int? = nil
    ) {
        self.init(
            method: request.method.rawValue,
            url: "\(request.scheme ?? "http")://\(request.authority ?? "")\(request.path ?? "/")",
            headers: request.headerFields.lazy.map { (name: $0.name.rawName, value: $0.value) },
            by: instrumentation,
            urlTemplate: urlTemplate,
            resendCount: resendCount,
            bodySize: bodySize
        )
    }

    deinit { end() }

    /// The context for everything that is done for the request.
    public var context: InstrumentationContext { span.context }

    /// Whether the span or a metric is recorded.
    public var isObserved: Bool { isRecording || measurement != nil }

    /// The header fields to send with the request, so that the trace goes on at the server.
    public var traceFields: TraceFields { TraceFields(span.context) }
}

extension HTTPClientSpan {
    /// The span's name.
    public var name: String {
        get { span.operationName }
        set { span.operationName = newValue }
    }

    /// Sets attributes; those that the span has already get the new value.
    public func setAttributes(_ attributes: Attributes) {
        guard isRecording else { return }
        span.setAttributes(attributes)
    }
}
