/// What the spans and the metrics of a server's requests hold beyond what they always do, and which requests have none.
///
/// ```swift
/// var options = HTTPServerOptions.fromEnvironment()
/// options.excluded += ["/health", "/assets/**"]
/// options.capturing += [.requestHeader("x-tenant"), .requestBodySize]
/// options.trustedProxies = [.private]
/// ```
///
/// Set the options before you hand them to a middleware: they are worked out there, once.
public struct HTTPServerOptions: Sendable {
    /// The paths and routes that leave neither spans nor metrics; what their handlers do leaves no spans either.
    ///
    /// Environment: `OTEL_SWIFT_HTTP_SERVER_EXCLUDED_URLS`, separated by commas.
    public var excluded: [PathPattern] = []

    /// What is recorded beside what the convention has for every request.
    ///
    /// Environment: `OTEL_SWIFT_HTTP_SERVER_TRACED_REQUEST_ATTRIBUTES`, names separated by commas: `client_port`,
    /// `content_length`, `response_content_length`, `content_type`, `local_address`, `transport`, `header.<name>`,
    /// `response.header.<name>`; also `path`, `query`, `method`, `scheme`, `route`, `host`, `user_agent`,
    /// `remote_address`, which are recorded anyway; and the convention's own names for all of these.
    public var capturing: [CapturedAttribute] = []

    /// The request headers that are recorded. By default none.
    ///
    /// Environment: `OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_REQUEST`.
    public var capturedRequestHeaders: CapturedHeaders = []

    /// The response headers that are recorded. By default none.
    ///
    /// Environment: `OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_RESPONSE`.
    public var capturedResponseHeaders: CapturedHeaders = []

    /// The query keys whose values are not recorded.
    public var secretQueryKeys = SecretQueryKeys.conventional

    /// The proxies that are believed about the client, the host and the scheme. By default none.
    ///
    /// Environment: `OTEL_SWIFT_HTTP_SERVER_TRUSTED_PROXIES`: addresses, blocks, `loopback`, `private` and `unix`,
    /// separated by commas.
    public var trustedProxies: TrustedProxies = .none

    /// The scheme of every request's URL, whatever the connection shows, and whatever proxies say.
    ///
    /// Without it, it is what a trusted proxy says, `https` on a connection that is known to be encrypted, and else what
    /// the request itself says.
    public var scheme: URLScheme?

    /// The methods that spans and metrics may name; any other is `_OTHER`. Case-sensitive.
    ///
    /// By default those of RFC 9110, `PATCH` and `QUERY`. Environment: `OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS`, which
    /// takes their place.
    public var knownMethods: Set<String> = RequestMethod.conventional

    /// Whether every answer names its trace in a `traceresponse` header. See ``TraceResponse``.
    public var traceResponse = false

    /// Whether every answer names its trace in a `Server-Timing` header, which scripts in a browser can read. See
    /// ``ServerTiming``.
    public var serverTiming = false

    /// The defaults, whatever the environment says.
    public init() {}
}
