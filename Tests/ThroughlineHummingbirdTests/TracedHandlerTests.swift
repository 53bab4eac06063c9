import HTTPTypes
import Hummingbird
import HummingbirdTesting
import InMemoryTracing
import NIOCore
import SemanticConventions
import TestSupport
import Testing
import ThroughlineHummingbird
import Tracing

@Suite("A traced handler", .timeLimit(.minutes(5)))
struct TracedHandlerTests {
    private let tracer = InMemoryTracer()

    private func spans(
        middleware: TelemetryMiddleware<BasicRequestContext>? = nil,
        _ uri: String = "/orders/7",
        headers: HTTPFields = [:],
        expecting status: HTTPResponse.Status = .ok,
        body: String? = nil,
        routes: (Router<BasicRequestContext>) -> Void
    ) async throws -> [FinishedInMemorySpan] {
        let router = Router()
        if let middleware { router.add(middleware: middleware) }
        routes(router)
        try await withTracer(tracer) {
            try await Application(router: router).test(.router) { client in
                try await client.execute(uri: uri, method: .get, headers: headers) { response in
                    #expect(response.status == status)
                    if let body { #expect(String(buffer: response.body) == body) }
                }
            }
        }
        #expect(tracer.activeSpans.isEmpty)
        return tracer.popFinishedSpans()
    }

    @Test("makes the span where no middleware does, and only for its route")
    func alone() async throws {
        let routes: (Router<BasicRequestContext>) -> Void = { router in
            router.get("orders/{id}", use: traced { _, context in try context.parameters.require("id") })
            router.get("other") { _, _ in "" }
        }
        let spans = try await spans(body: "7", routes: routes)
        #expect(spans.map(\.operationName) == ["GET /orders/{id}"])
        #expect(spans.first?.kind == .server)
        #expect(spans.first?[.httpResponseStatusCode] == 200)
        #expect(try await self.spans("/other", routes: routes).isEmpty)
    }

    @Test("adds to the middleware's span, and there is one")
    func nested() async throws {
        let spans = try await spans(
            middleware: TelemetryMiddleware(),
            headers: [.tenant: "acme"],
            body: "7"
        ) { router in
            router.get(
                "orders/{id}",
                use: traced(capturing: [
                    .requestHeader("x-tenant"), .responseHeader("x-cache"),
                    .attribute("shop.tenant") { request in request.headerFields[.tenant] },
                    .attribute("shop.absent") { _ in nil },
                ]) { _, context in
                    EditedResponse(headers: [.cache: "hit"], response: try context.parameters.require("id"))
                }
            )
        }
        #expect(spans.map(\.operationName) == ["GET /orders/{id}"])
        let span = try #require(spans.first)
        #expect(span["http.request.header.x-tenant"] == ["acme"])
        #expect(span["http.response.header.x-cache"] == ["hit"])
        #expect(span["shop.tenant"] == "acme")
        #expect(!span.attributeNames.contains("shop.absent"))
        #expect(span[.httpResponseStatusCode] == 200)
    }

    @Test("is one span in whatever is within it", arguments: [true, false])
    func twice(isBelowMiddleware: Bool) async throws {
        let spans = try await spans(middleware: isBelowMiddleware ? TelemetryMiddleware() : nil) { router in
            router.add(middleware: TelemetryMiddleware())
            router.get("orders/{id}", use: traced(traced { _, _ in withSpan("work") { _ in "" } }))
        }
        #expect(spans.map(\.operationName) == ["work", "GET /orders/{id}"])
        #expect(spans.first?.parentSpanID == spans.last?.spanID)
    }

    @Test("gets its request and its context as they are", arguments: [true, false])
    func untouched(isBelowMiddleware: Bool) async throws {
        let middleware: TelemetryMiddleware<BasicRequestContext>? = isBelowMiddleware ? TelemetryMiddleware() : nil
        _ = try await spans(
            middleware: middleware,
            "/orders/7?page=2",
            headers: [.tenant: "acme"],
            expecting: .created,
            body: "7 acme 2"
        ) { router in
            router.get(
                "orders/{id}",
                use: traced { request, context -> Response in
                    #expect(context.endpointPath == "/orders/{id}")
                    let id = try context.parameters.require("id")
                    let text = "\(id) \(request.headers[.tenant] ?? "") \(request.uri.queryParameters["page"] ?? "")"
                    return Response(status: .created, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
                }
            )
        }
    }

    @Test("records an error once, and lets it go on", arguments: [true, false])
    func error(isBelowMiddleware: Bool) async throws {
        let observer = ErrorObserver<BasicRequestContext>()
        let middleware: TelemetryMiddleware<BasicRequestContext>? = isBelowMiddleware ? TelemetryMiddleware() : nil
        let spans = try await spans(middleware: middleware, expecting: .internalServerError) { router in
            router.add(middleware: observer)
            router.get("orders/{id}", use: traced { _, _ -> String in throw Boom() })
        }
        #expect(spans.count == 1)
        #expect(spans.first?.errors.count == 1)
        #expect(spans.first?[.errorType] == "ThroughlineHummingbirdTests.Boom")
        #expect(spans.first?[.httpResponseStatusCode] == 500)
        #expect(observer.error is Boom)
    }

    @Test("is not traced where a middleware has excluded it")
    func excluded() async throws {
        let spans = try await spans(middleware: TelemetryMiddleware(excluding: ["/orders/*"])) { router in
            router.get("orders/{id}", use: traced { _, _ in withSpan("work") { _ in "" } })
        }
        #expect(spans.isEmpty)
    }

    @Test("finds its span in the task and in the context, and nobody does outside")
    func access() async throws {
        #expect(HTTPServerSpan.current == nil)
        let spans = try await spans { router in
            router.get(
                "orders/{id}",
                use: traced { _, context in
                    #expect(HTTPServerSpan.current === context.serverSpan)
                    context.serverSpan?.setAttributes(["shop.order.id": "7"])
                    context.serverSpan?.name = "order"
                    return ""
                }
            )
            router.get("other") { _, context in
                #expect(context.serverSpan == nil)
                return ""
            }
        }
        #expect(spans.map(\.operationName) == ["order"])
        #expect(spans.first?["shop.order.id"] == "7")
        #expect(HTTPServerSpan.current == nil)
    }
}

extension HTTPField.Name {
    fileprivate static let tenant = HTTPField.Name("x-tenant")!
    fileprivate static let cache = HTTPField.Name("x-cache")!
}
