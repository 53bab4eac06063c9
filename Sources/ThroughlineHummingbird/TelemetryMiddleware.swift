public import Hummingbird
import NIOCore
import SemanticConventions
import SpanRecording
import ThroughlineHTTP
import Tracing

/// Traces every request: a span by the conventions for HTTP, and the trace of whoever asked goes on in it.
///
/// ```swift
/// let router = Router()
/// router.add(middleware: TelemetryMiddleware(excluding: ["/health"], traceResponse: true))
/// ```
///
/// Add it before anything else, so that the other middlewares are part of what is traced. Spans go to the tracing backend
/// that the application has bootstrapped, whichever it is.
///
/// A span ends when the last byte of the answer is written, or the client is gone; what a streaming body does is part of
/// it. A body that is a buffer of at most 32 KiB is written in one go, without waiting for the client: there the span ends when
/// the answer is handed to Hummingbird. It is named after the route (`GET /users/{id}`), or after the method alone where no route matches. An answer of
/// 500 and above is an error, and so is an error that a handler throws, unless it is an `HTTPResponseError` that answers
/// with less. Errors go on to the other middlewares and to Hummingbird.
///
/// To record the client's address, make your request context a `RemoteAddressRequestContext`.
public struct TelemetryMiddleware<Context: RequestContext>: RouterMiddleware {
    private let excluded: Set<String>
    private let traceResponse: Bool
    private let scheme: String?
    private let knownMethods: Set<String>?
    private let knowsRemoteAddress = Context.self is any RemoteAddressRequestContext.Type

    /// - Parameters:
    ///   - excluded: Paths (`/health`) or routes (`/assets/**`) that are not traced, and what their handlers do is not
    ///     either.
    ///   - traceResponse: Whether every answer tells its trace in a `traceresponse` header. An error that a handler throws
    ///     gets the header too. For that, an `HTTPError` is given it, and any other error goes on as a ``TracedError``,
    ///     the answer of which is the same as without. Without this option errors go on untouched.
    ///   - scheme: The scheme of every request's URL, where a proxy in front of the application ends TLS: `https`.
    ///   - knownMethods: The methods that spans may name, instead of the default (see ``HTTPServerSpan``). Case-sensitive.
    public init(
        excluding excluded: Set<String> = [],
        traceResponse: Bool = false,
        scheme: String? = nil,
        knownMethods: Set<String>? = nil
    ) {
        self.excluded = excluded
        self.traceResponse = traceResponse
        self.scheme = scheme
        self.knownMethods = knownMethods
    }

    public func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        // `Router` finds the route before it calls a middleware, the router of the result builder after.
        let route = context.route
        if excludes(request, route: route) {
            var response = try await withTracer(NoOpTracer()) { try await next(request, context) }
            response.body = response.body.untraced()
            return response
        }

        let span = HTTPServerSpan(
            request.head,
            scope: scope,
            route: route,
            scheme: scheme,
            knownMethods: knownMethods,
            peer: knowsRemoteAddress ? (context as? any RemoteAddressRequestContext)?.peer : nil
        )
        let traceResponse = traceResponse ? TraceResponse.value(for: span.context) : nil
        do {
            var response = try await InstrumentationContext.$current.withValue(span.context) {
                try await next(request, context)
            }
            if span.isRecording { span.answer(status: response.status.code, route: context.route ?? route) }
            if let traceResponse { response.headers[TraceResponse.fieldName] = traceResponse }
            response.body = response.body.traced(by: span)
            return response
        } catch {
            if span.isRecording {
                let answer = ErrorAnswer(to: error)
                span.answer(status: answer.status, route: context.route ?? route, error: answer.isChosen ? error : nil)
                if !answer.isChosen { span.fail(error) }
            }
            span.end()
            guard let traceResponse else { throw error }
            throw TracedError.adding(traceResponse, to: error)
        }
    }

    private func excludes(_ request: Request, route: String?) -> Bool {
        guard !excluded.isEmpty else { return false }
        return excluded.contains(request.uri.path) || route.map(excluded.contains) ?? false
    }
}

private let scope = InstrumentationScope(name: "ThroughlineHummingbird", schemaURL: semanticConventionsSchemaURL)

extension RequestContext {
    /// The route's template. Hummingbird keeps words such as `NotFound` in the same place.
    fileprivate var route: String? {
        endpointPath.flatMap { $0.utf8.first == UInt8(ascii: "/") ? $0 : nil }
    }
}

extension RemoteAddressRequestContext {
    fileprivate var peer: NetworkPeer? {
        guard let remoteAddress else { return nil }
        // The client's end of a Unix domain socket has no name, as a rule.
        guard let address = remoteAddress.ipAddress ?? remoteAddress.pathname, !address.isEmpty else { return nil }
        return NetworkPeer(address: address, port: remoteAddress.port)
    }
}
