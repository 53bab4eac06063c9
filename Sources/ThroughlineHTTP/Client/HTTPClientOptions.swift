#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the spans and the metrics of a client's requests hold beyond what they always do, and which requests have none.
///
/// ```swift
/// var options = HTTPClientOptions.fromEnvironment()
/// options.capturedResponseHeaders = ["x-request-id"]
/// options.excluded += ["169.254.169.254"]
/// options.optIn = [.bodySizes]
/// ```
public struct HTTPClientOptions: Sendable {
    /// Attributes and metrics that the convention has for those who ask for them.
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
        /// `network.transport`: `tcp` or `unix`.
        public static let networkTransport = OptIn(rawValue: 1 << 3)
    }

    /// Requests that are sent as they are: without a span, a metric, or headers of a trace. By default none.
    ///
    /// Environment: `OTEL_SWIFT_HTTP_CLIENT_EXCLUDED_URLS`, separated by commas.
    public var excluded: ExcludedURLs = []

    /// The request headers that are recorded. By default none.
    ///
    /// Environment: `OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_CLIENT_REQUEST`.
    public var capturedRequestHeaders: CapturedHeaders = []

    /// The response headers that are recorded. By default none.
    ///
    /// Environment: `OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_CLIENT_RESPONSE`.
    public var capturedResponseHeaders: CapturedHeaders = []

    /// The query keys whose values are not recorded.
    public var secretQueryKeys: SecretQueryKeys = .conventional

    /// The methods that spans and metrics may name; any other is `_OTHER`. Case-sensitive.
    ///
    /// By default those of RFC 9110, `PATCH` and `QUERY`. Environment: `OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS`, which
    /// takes their place.
    public var knownMethods: Set<String> = RequestMethod.conventional

    /// What is recorded only where somebody asks for it. By default nothing.
    public var optIn: OptIn = []

    /// The defaults, whatever the environment says.
    public init() {}
}

extension HTTPClientOptions {
    /// The defaults, and what the environment says instead. It is read once.
    public static func fromEnvironment() -> HTTPClientOptions { environment }

    private static let environment = HTTPClientOptions(environment: ProcessInfo.processInfo.environment)

    init(environment: [String: String]) {
        self.init()
        excluded = ExcludedURLs(EnvironmentList.names(in: "OTEL_SWIFT_HTTP_CLIENT_EXCLUDED_URLS", of: environment))
        capturedRequestHeaders = .listed(in: .clientRequest, of: environment)
        capturedResponseHeaders = .listed(in: .clientResponse, of: environment)
        knownMethods = RequestMethod.known(in: environment)
    }
}
