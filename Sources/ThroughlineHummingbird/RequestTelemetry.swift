import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import SemanticConventions
import SpanRecording
import ThroughlineHTTP
import Tracing

/// What the middleware does, and the wrapper around one handler.
struct RequestTelemetry<Context: RequestContext>: Sendable {
    private let instrumentation: HTTPServerInstrumentation
    private let connections = ConnectionReader<Context>()
    private let hooks: Hooks<Context>
    private let namesTrace: Bool

    init(_ options: HTTPServerOptions, _ hooks: Hooks<Context>) {
        instrumentation = HTTPServerInstrumentation(scope: scope, options: options)
        self.hooks = hooks
        namesTrace = options.traceResponse || options.serverTiming
        if instrumentation.asksForPeer, !connections.knowsPeer { warnOfUnknownPeer(Context.self) }
    }

    // Every function that waits costs a tenth of a microsecond and more; these are one.
    @inline(__always)
    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        switch HTTPServerSpan.enclosing {
        case nil: break
        case .excluded: return try await next(request, context)
        case .span(let span): return try await add(to: span, request, context, next)
        }

        // `Router` finds the route before it calls a middleware, the router of the result builder after.
        let route = context.route
        if instrumentation.excludes(request.head, route: route) {
            var response = try await HTTPServerSpan.excluding { try await next(request, context) }
            response.body = response.body.untraced()
            return response
        }
        return try await trace(request, context, route: route, next)
    }

    /// The request has its span already: what this one captures is added to it.
    private func add(
        to span: HTTPServerSpan,
        _ request: Request,
        _ context: Context,
        _ next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        if let route = context.route { span.match(route: route) }
        span.capture(request.head, by: instrumentation)
        hooks.run(request, span, context)
        do {
            let response: Response
            if instrumentation.countsRequestBody, !span.countsRequestBody {
                response = try await next(
                    counting(request, for: span, over: connections.connection(of: context)),
                    context
                )
            } else {
                response = try await next(request, context)
            }
            span.capture(response: response.headers, by: instrumentation)
            hooks.run(response, span, context)
            return response
        } catch {
            hooks.run(error, span, context)
            throw error
        }
    }

    @inline(__always)
    private func trace(
        _ request: Request,
        _ context: Context,
        route: String?,
        _ next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let connection = connections.connection(of: context)
        let span = HTTPServerSpan(request.head, by: instrumentation, route: route, over: connection)
        hooks.run(request, span, context)
        let names = namesTrace ? TraceNames(of: span, by: instrumentation) : nil
        do {
            var response = try await span.withCurrent {
                guard instrumentation.countsRequestBody else { return try await next(request, context) }
                return try await next(counting(request, for: span, over: connection), context)
            }
            if span.isObserved {
                span.answer(status: response.status.code, headers: response.headers, route: route ?? context.route)
                hooks.run(response, span, context)
            }
            names?.add(to: &response.headers)
            response.trace(by: span, answering: request.method, over: connection)
            return response
        } catch {
            if span.isObserved {
                if let route = route ?? context.route { span.match(route: route) }
                span.conclude(with: error, over: connection)
                hooks.run(error, span, context)
            }
            span.end()
            guard let names else { throw error }
            throw TracedError.adding(names, to: error)
        }
    }

    /// The request, whose body counts itself where that was asked for and nothing else says how long it is.
    private func counting(
        _ request: Request,
        for span: HTTPServerSpan,
        over connection: (any HTTPServerConnection)?
    ) -> Request {
        guard span.isObserved, !request.headers.contains(.contentLength),
            request.headers.contains(.transferEncoding) || connection?.protocolVersion == "2"
        else { return request }
        var request = request
        request.body = request.body.counted(by: span)
        return request
    }
}

private let scope = InstrumentationScope(name: "ThroughlineHummingbird", schemaURL: semanticConventionsSchemaURL)

extension RequestContext {
    /// The route's template. Hummingbird keeps words such as `NotFound` in the same place.
    fileprivate var route: String? {
        endpointPath.flatMap { $0.utf8.first == UInt8(ascii: "/") ? $0 : nil }
    }
}
