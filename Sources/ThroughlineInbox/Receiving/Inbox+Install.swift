import HTTPTypes
public import Hummingbird
import Logging
import SpanRecording
import ThroughlineHTTP
public import ThroughlineHummingbird

extension Inbox {
    /// Wires everything: every endpoint that is added from now on is traced, the buffered routes are there, and, where
    /// ``Options/managementToken`` is set, the management routes, which are not traced.
    ///
    /// ```swift
    /// let router = Router(context: ConnectedRequestContext.self)
    /// inbox.install(on: router, telemetry: TelemetryMiddleware(excluding: ["/health"], traceResponse: true))
    /// router.get("health") { _, _ in HTTPResponse.Status.ok }
    /// ```
    ///
    /// - Parameters:
    ///   - router: The router, which has no endpoints so far: Hummingbird runs a middleware for those that are added after it.
    ///   - telemetry: How requests are traced; `nil` where the router has its ``TelemetryMiddleware`` already.
    public func install<Context: RequestContext>(
        on router: some RouterMethods<Context>,
        telemetry: TelemetryMiddleware<Context>? = TelemetryMiddleware()
    ) {
        if let token = options.managementToken, !token.isEmpty {
            ManagementRoutes(operations, token: token, path: options.managementPath).install(on: router)
        }
        if let telemetry { _ = router.add(middleware: telemetry) }
        if !options.middleware.isEmpty { _ = router.add(middleware: RoutingSteps<Context>(options)) }
        for route in routes {
            let receiver = Receiver(route, self)
            router.on(RouterPath(route.path), method: route.method) { request, _ in
                try await receiver.receive(request)
            }
        }
    }
}

/// What middlewares do before and after routing.
private struct RoutingSteps<Context: RequestContext>: RouterMiddleware {
    private let options: Inbox.Options

    init(_ options: Inbox.Options) {
        self.options = options
    }

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        for middleware in options.middleware {
            do {
                let attributes = try await bounded(by: options.middlewareTimeout) {
                    try await middleware.beforeRouting(request)
                }
                HTTPServerSpan.current?.setAttributes(attributes)
            } catch {
                throw Refusal(of: error, by: middleware, options.logger).error(retryAfter: options.retryAfter)
            }
        }
        do {
            let response = try await next(request, context)
            await tell(request, response.status)
            return response
        } catch {
            await tell(request, (error as? any HTTPResponseError)?.status ?? .internalServerError)
            throw error
        }
    }

    private func tell(_ request: Request, _ status: HTTPResponse.Status) async {
        for middleware in options.middleware.reversed() {
            do {
                let attributes = try await bounded(by: options.middlewareTimeout) {
                    try await middleware.afterRouting(request, status: status)
                }
                HTTPServerSpan.current?.setAttributes(attributes)
            } catch {
                options.logger.error(
                    "A middleware failed",
                    metadata: ["middleware": "\(type(of: middleware))", "error": "\(error)"]
                )
            }
        }
    }
}
