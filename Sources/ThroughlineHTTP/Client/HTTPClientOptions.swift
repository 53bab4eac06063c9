public import HTTPTypes
public import SpanRecording

/// What is recorded of the requests that an application sends.
///
/// ```swift
/// var options = HTTPClientOptions()
/// options.capturedResponseHeaders = ["x-request-id"]
/// options.excluded = ["169.254.169.254"]
/// options.optIn = [.bodySizes]
/// options.requestHook = { request, span in
///     span.setAttributes(["shop.tenant": "\(request.headerFields[.tenant] ?? "")"])
/// }
/// ```
public struct HTTPClientOptions: Sendable {
    /// Attributes that the convention has for those who ask for them.
    public struct OptIn: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// `url.scheme`, on spans and metrics.
        public static let urlScheme = OptIn(rawValue: 1 << 0)
        /// `http.request.body.size` and `http.response.body.size` on spans, and the metrics `http.client.request.body.size`
        /// and `http.client.response.body.size`, where the sizes are known before the body is transferred.
        public static let bodySizes = OptIn(rawValue: 1 << 1)
        /// `user_agent.original`, where the request has a `User-Agent` header.
        public static let userAgent = OptIn(rawValue: 1 << 2)
        /// `network.transport`.
        public static let networkTransport = OptIn(rawValue: 1 << 3)
    }

    /// The request headers that spans record; by default those that the environment variable
    /// `OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_CLIENT_REQUEST` lists.
    public var capturedRequestHeaders = CapturedHeaders.environment(.clientRequest)

    /// The response headers that spans record; by default those that the environment variable
    /// `OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_CLIENT_RESPONSE` lists.
    public var capturedResponseHeaders = CapturedHeaders.environment(.clientResponse)

    /// The query keys whose values are not recorded.
    public var secretQueryKeys = SecretQueryKeys.conventional

    /// The methods that spans may name, case-sensitive; any other is `_OTHER`. If `nil`, those of the environment variable
    /// `OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS`, and without it those of RFC 9110, `PATCH` and `QUERY`.
    public var knownMethods: Set<String>?

    /// Requests that are sent as they are: without a span, a metric, or headers of a trace. By default those of the
    /// environment variable `OTEL_SWIFT_HTTP_CLIENT_EXCLUDED_URLS`.
    public var excluded = ExcludedURLs.environment

    /// Attributes and metrics that are recorded only where somebody asks for them.
    public var optIn: OptIn = []

    /// Called with every request whose span is recorded, before it is sent. It can add to the span; the request is a copy.
    public var requestHook: (@Sendable (HTTPRequest, any RecordingSpan) -> Void)?

    /// Called with the head of every response to such a request, before the span ends.
    public var responseHook: (@Sendable (HTTPResponse, any RecordingSpan) -> Void)?

    public init() {}
}
