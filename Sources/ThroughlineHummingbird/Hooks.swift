public import Hummingbird
public import ThroughlineHTTP

/// What an application wants to do with the span of each request.
///
/// They run in the request's own task, as a part of the request, and only where the span or a metric is recorded. They cannot break a request: an
/// error that one throws is logged, the first time, and that is all.
///
/// ```swift
/// TelemetryMiddleware(
///     onRequest: { span, request, context in
///         span.setAttributes(["shop.tenant": .string(try tenant(of: request))])
///     },
///     onResponse: { span, response, context in
///         span.name = "\(span.name) \(response.status.kind)"
///     }
/// )
/// ```
public typealias RequestHook<Context> = @Sendable (HTTPServerSpan, Request, Context) throws -> Void

/// As ``RequestHook``, for what the handler has answered, before its body is written.
public typealias ResponseHook<Context> = @Sendable (HTTPServerSpan, Response, Context) throws -> Void

/// As ``RequestHook``, for what the handler has thrown. The error goes on.
public typealias ErrorHook<Context> = @Sendable (HTTPServerSpan, any Error, Context) throws -> Void

struct Hooks<Context: RequestContext>: Sendable {
    let onRequest: RequestHook<Context>?
    let onResponse: ResponseHook<Context>?
    let onError: ErrorHook<Context>?
    private let guarded = HookGuard(of: "the telemetry middleware")

    init(
        onRequest: RequestHook<Context>? = nil,
        onResponse: ResponseHook<Context>? = nil,
        onError: ErrorHook<Context>? = nil
    ) {
        self.onRequest = onRequest
        self.onResponse = onResponse
        self.onError = onError
    }

    func run(_ request: Request, _ span: HTTPServerSpan, _ context: Context) {
        guard let onRequest, span.isObserved else { return }
        run("onRequest", span, context) { try onRequest(span, request, context) }
    }

    func run(_ response: Response, _ span: HTTPServerSpan, _ context: Context) {
        guard let onResponse, span.isObserved else { return }
        run("onResponse", span, context) { try onResponse(span, response, context) }
    }

    func run(_ error: any Error, _ span: HTTPServerSpan, _ context: Context) {
        guard let onError, span.isObserved else { return }
        run("onError", span, context) { try onError(span, error, context) }
    }

    private func run(_ name: String, _ span: HTTPServerSpan, _ context: Context, _ hook: () throws -> Void) {
        guarded.run(name, logger: context.logger) { try span.withCurrent(hook) }
    }
}
