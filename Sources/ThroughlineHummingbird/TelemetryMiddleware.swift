public import Hummingbird
public import ThroughlineHTTP

/// Traces every request: a span and metrics by the conventions for HTTP, and the trace of whoever asked goes on in it.
///
/// ```swift
/// let router = Router(context: ConnectedRequestContext.self)
/// router.add(middleware: TelemetryMiddleware(excluding: ["/health"], traceResponse: true))
/// ```
///
/// Add it before anything else, so that the other middlewares are part of what is traced. Spans go to the tracing backend
/// that the application has bootstrapped, whichever it is, and metrics to the metrics backend.
///
/// A span ends when the last byte of the answer is written, or the client is gone; what a streaming body does is part of
/// it. A body that is a buffer of at most 32 KiB is written in one go, without waiting for the client: there the span ends when
/// the answer is handed to Hummingbird. It is named after the route (`GET /users/{id}`), or after the method alone where no route matches. An answer of
/// 500 and above is an error, and so is an error that a handler throws, unless it is an `HTTPResponseError` that answers
/// with less. Errors go on to the other middlewares and to Hummingbird.
///
/// To trace single routes, or to add something to the spans of these, wrap their handlers: see
/// ``traced(capturing:options:onRequest:onResponse:onError:_:)``. A request that passes several has one span all the same.
///
/// To record the client's address and the protocol's version, make your request context a ``ConnectionRequestContext``.
public struct TelemetryMiddleware<Context: RequestContext>: RouterMiddleware {
    private let telemetry: RequestTelemetry<Context>

    /// - Parameters:
    ///   - options: What spans and metrics hold, and which requests have none.
    ///   - onRequest: Is told each request, when its span has started.
    ///   - onResponse: Is told what a handler has answered.
    ///   - onError: Is told what a handler has thrown.
    public init(
        options: HTTPServerOptions,
        onRequest: RequestHook<Context>? = nil,
        onResponse: ResponseHook<Context>? = nil,
        onError: ErrorHook<Context>? = nil
    ) {
        telemetry = RequestTelemetry(
            options,
            Hooks(onRequest: onRequest, onResponse: onResponse, onError: onError)
        )
    }

    /// The options of the environment (``HTTPServerOptions/fromEnvironment()``), and what is said here.
    ///
    /// - Parameters:
    ///   - excluded: Paths (`/health`) or routes (`/assets/**`) that are not traced, beside those that the environment
    ///     names; what their handlers do is not either.
    ///   - traceResponse: Whether every answer tells its trace in a `traceresponse` header. An error that a handler throws
    ///     gets the header too. For that, an `HTTPError` is given it, and any other error goes on as a ``TracedError``,
    ///     the answer of which is the same as without. Without this option errors go on untouched.
    ///   - scheme: The scheme of every request's URL, where a proxy in front of the application, or the application
    ///     itself, ends TLS: `.https`.
    ///   - knownMethods: The methods that spans and metrics may name, instead of those of the environment. Case-sensitive.
    ///   - onRequest: Is told each request, when its span has started.
    ///   - onResponse: Is told what a handler has answered.
    ///   - onError: Is told what a handler has thrown.
    public init(
        excluding excluded: [PathPattern] = [],
        traceResponse: Bool = false,
        scheme: URLScheme? = nil,
        knownMethods: Set<String>? = nil,
        onRequest: RequestHook<Context>? = nil,
        onResponse: ResponseHook<Context>? = nil,
        onError: ErrorHook<Context>? = nil
    ) {
        var options = HTTPServerOptions.fromEnvironment()
        options.excluded += excluded
        options.traceResponse = traceResponse
        options.scheme = scheme
        if let knownMethods { options.knownMethods = knownMethods }
        self.init(options: options, onRequest: onRequest, onResponse: onResponse, onError: onError)
    }

    public func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        try await telemetry.handle(request, context: context, next: next)
    }
}
