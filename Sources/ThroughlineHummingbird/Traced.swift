public import Hummingbird
public import ThroughlineHTTP

/// A handler, the requests of which are traced.
///
/// ```swift
/// router.get("orders/{id}", use: traced(capturing: [.requestHeader("x-tenant")]) { request, context in
///     try await orders.find(context.parameters.require("id"))
/// })
/// ```
///
/// Where a ``TelemetryMiddleware`` has given the request its span already, what is captured here is added to that one. The
/// handler gets its request and its context as they are, and what it answers or throws goes on as it is.
///
/// - Parameters:
///   - attributes: What is recorded of each request beside what ``TelemetryMiddleware`` records of every one.
///   - options: What else the span holds, if this is what makes it; by default what the environment says.
///   - onRequest: Is told each request, when its span has started.
///   - onResponse: Is told what the handler has answered.
///   - onError: Is told what the handler has thrown.
///   - handler: The handler.
public func traced<Context: RequestContext, Output: ResponseGenerator>(
    capturing attributes: [CapturedAttribute] = [],
    options: HTTPServerOptions = .fromEnvironment(),
    onRequest: RequestHook<Context>? = nil,
    onResponse: ResponseHook<Context>? = nil,
    onError: ErrorHook<Context>? = nil,
    _ handler: @escaping @Sendable (Request, Context) async throws -> Output
) -> @Sendable (Request, Context) async throws -> Response {
    var options = options
    options.capturing += attributes
    let telemetry = RequestTelemetry(
        options,
        Hooks(onRequest: onRequest, onResponse: onResponse, onError: onError)
    )
    return { request, context in
        try await telemetry.handle(request, context: context) { request, context in
            try await handler(request, context).response(from: request, context: context)
        }
    }
}
