public import HTTPTypes
public import SpanRecording

/// The rules by which a web framework's requests become spans and metrics: its options, worked out once.
///
/// A middleware makes one, for as long as it lives. See ``HTTPServerSpan``.
public final class HTTPServerInstrumentation: Sendable {
    /// Whether every answer is to name its trace in a `traceresponse` header.
    public let traceResponse: Bool
    /// Whether every answer is to name its trace in a `Server-Timing` header.
    public let serverTiming: Bool
    /// Whether the bytes of bodies are to be counted, as far as no `Content-Length` says how many there are.
    public let countsRequestBody: Bool
    /// Whether anything is decided by who is at the other end of a connection.
    public let asksForPeer: Bool

    let scope: InstrumentationScope
    let scheme: URLScheme?
    let proxies: TrustedProxies
    let captured: CapturedValues
    private let excluded: PathPatterns
    /// The most frequent first: a short list is searched faster than a set.
    private let knownMethods: [String]

    /// - Parameters:
    ///   - scope: The middleware that makes the spans.
    ///   - options: What they hold beyond what they always do, and which requests have none.
    public init(scope: InstrumentationScope, options: HTTPServerOptions = .fromEnvironment()) {
        self.scope = scope
        traceResponse = options.traceResponse
        serverTiming = options.serverTiming
        scheme = options.scheme
        knownMethods =
            frequentMethods.filter(options.knownMethods.contains) + options.knownMethods.subtracting(frequentMethods)
        proxies = options.trustedProxies
        asksForPeer = !options.trustedProxies.isEmpty
        captured = CapturedValues(options)
        countsRequestBody = captured.choices.contains(.requestBodySize)
        excluded = PathPatterns(options.excluded)
    }

    /// Whether a request is to leave no trace.
    ///
    /// - Parameter route: The matched route's template, where it is known already.
    public func excludes(_ request: HTTPRequest, route: String? = nil) -> Bool {
        excluded.match(request, route: route)
    }

    /// The request's method, as spans and metrics may name it.
    func method(of request: HTTPRequest) -> RequestMethod {
        let name = request.method.rawValue
        return RequestMethod(name, isKnown: knownMethods.contains(name))
    }
}

private let frequentMethods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"]
