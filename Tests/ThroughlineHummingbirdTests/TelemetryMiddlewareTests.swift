import HTTPTypes
import Hummingbird
import HummingbirdTesting
import InMemoryTracing
import NIOCore
import SemanticConventions
import TestSupport
import Testing
import ThroughlineHTTP
import ThroughlineHummingbird
import Tracing

@Suite("The Hummingbird middleware", .timeLimit(.minutes(5)))
struct TelemetryMiddlewareTests {
    private let tracer = InMemoryTracer()

    /// Sends one request and returns the spans in the order in which they ended.
    private func spans(
        on setup: TestingSetup = .router,
        middleware: TelemetryMiddleware<BasicRequestContext> = TelemetryMiddleware(),
        _ uri: String,
        method: HTTPRequest.Method = .get,
        headers: HTTPFields = [:],
        expecting status: HTTPResponse.Status,
        routes: (Router<BasicRequestContext>) -> Void
    ) async throws -> [FinishedInMemorySpan] {
        let router = Router()
        router.add(middleware: middleware)
        routes(router)
        try await withTracer(tracer) {
            try await Application(router: router).test(setup) { client in
                try await client.execute(uri: uri, method: method, headers: headers) { response in
                    #expect(response.status == status)
                    #expect(response.headers[TraceResponse.fieldName] == nil)
                }
            }
        }
        #expect(tracer.activeSpans.isEmpty)
        return tracer.popFinishedSpans()
    }

    @Test("A request is one server span, named after its route", arguments: [TestingSetup.router, .live])
    func route(setup: TestingSetup) async throws {
        let spans = try await spans(on: setup, "/users/7?page=2", headers: [.userAgent: "curl/8"], expecting: .ok) {
            $0.get("users/:id") { _, context in try context.parameters.require("id") }
        }
        #expect(spans.count == 1)
        let span = try #require(spans.first)
        #expect(span.operationName == "GET /users/{id}")
        #expect(span.kind == .server)
        #expect(span.status == nil)
        #expect(span.parentSpanID == nil)
        #expect(span[.httpRequestMethod] == "GET")
        #expect(span[.httpRoute] == "/users/{id}")
        #expect(span[.httpResponseStatusCode] == 200)
        #expect(span[.urlPath] == "/users/7")
        #expect(span[.urlQuery] == "page=2")
        #expect(span[.urlScheme] == "http")
        #expect(span[.serverAddress] == "localhost")
        #expect(span[.userAgentOriginal] == "curl/8")
        #expect(span[.errorType] == nil)
    }

    @Test(
        "A route's template is what was registered, with braces",
        arguments: [("/a/{id}", "/a/1", "/a/{id}"), ("a/:id/b", "/a/1/b", "/a/{id}/b"), ("/f/**", "/f/1/2", "/f/**")]
    )
    func template(registered: String, uri: String, route: String) async throws {
        let spans = try await spans(uri, expecting: .ok) { router in
            router.get(RouterPath(registered)) { _, _ in "" }
        }
        #expect(spans.map(\.operationName) == ["GET \(route)"])
    }

    @Test("Without a route, the name is the method and nothing of the path")
    func notFound() async throws {
        let spans = try await spans("/nowhere/7", expecting: .notFound) { $0.get("users") { _, _ in "" } }
        #expect(spans.map(\.operationName) == ["GET"])
        #expect(spans.first?[.httpRoute] == nil)
        #expect(spans.first?[.httpResponseStatusCode] == 404)
        #expect(spans.first?[.urlPath] == "/nowhere/7")
        #expect(spans.first?.status == nil)
        #expect(spans.first?.errors.isEmpty == true)
    }

    @Test(
        "A thrown HTTPError below 500 is an answer",
        arguments: [HTTPResponse.Status.badRequest, .conflict, .notFound]
    )
    func clientError(status: HTTPResponse.Status) async throws {
        let spans = try await spans("/a", expecting: status) {
            $0.get("a") { _, _ -> String in throw HTTPError(status) }
        }
        #expect(spans.map(\.operationName) == ["GET /a"])
        #expect(spans.first?[.httpResponseStatusCode] == status.code)
        #expect(spans.first?[.errorType] == nil)
        #expect(spans.first?.status == nil)
        #expect(spans.first?.errors.isEmpty == true)
    }

    @Test("A thrown HTTPError of 500 and above is an error, recorded once")
    func serverError() async throws {
        let spans = try await spans("/a", expecting: .serviceUnavailable) {
            $0.get("a") { _, _ -> String in throw HTTPError(.serviceUnavailable) }
        }
        #expect(spans.count == 1)
        #expect(spans.first?[.httpResponseStatusCode] == 503)
        #expect(spans.first?[.errorType] == "503")
        #expect(spans.first?.status?.code == .error)
        #expect(spans.first?.errors.count == 1)
    }

    @Test("A returned 500 is an error without an exception")
    func returnedError() async throws {
        let spans = try await spans("/a", expecting: .internalServerError) {
            $0.get("a") { _, _ in HTTPResponse.Status.internalServerError }
        }
        #expect(spans.first?[.errorType] == "500")
        #expect(spans.first?.status?.code == .error)
        #expect(spans.first?.errors.isEmpty == true)
    }

    @Test("Any other error is a 500, recorded once", arguments: [TestingSetup.router, .live])
    func thrownError(setup: TestingSetup) async throws {
        let spans = try await spans(on: setup, "/boom", expecting: .internalServerError) {
            $0.get("boom") { _, _ -> String in throw Boom() }
        }
        #expect(spans.map(\.operationName) == ["GET /boom"])
        #expect(spans.first?[.httpResponseStatusCode] == 500)
        #expect(spans.first?[.errorType] == "ThroughlineHummingbirdTests.Boom")
        #expect(spans.first?.status?.code == .error)
        #expect(spans.first?.errors.count == 1)
        #expect(spans.first?.errors.first?.error is Boom)
    }

    @Test("A request that another middleware answers has a span too")
    func answeredEarly() async throws {
        struct Gate: RouterMiddleware {
            func handle(
                _ request: Request,
                context: BasicRequestContext,
                next: (Request, BasicRequestContext) async throws -> Response
            ) async throws -> Response {
                Response(status: .unauthorized)
            }
        }
        for uri in ["/a", "/nowhere"] {
            let spans = try await spans(uri, expecting: .unauthorized) { router in
                router.add(middleware: Gate())
                router.get("a") { _, _ in "" }
            }
            #expect(spans.map(\.operationName) == [uri == "/a" ? "GET /a" : "GET"])
            #expect(spans.first?[.httpResponseStatusCode] == 401)
        }
    }

    @Test("What a handler does is below the request's span")
    func child() async throws {
        let spans = try await spans("/a", expecting: .ok) {
            $0.get("a") { _, _ in withSpan("work") { _ in "" } }
        }
        #expect(spans.map(\.operationName) == ["work", "GET /a"])
        #expect(spans.first?.parentSpanID == spans.last?.spanID)
        #expect(spans.first?.traceID == spans.last?.traceID)
    }

    @Test("An excluded path or route is not traced, and what its handler does is not either")
    func excluded() async throws {
        let middleware = TelemetryMiddleware<BasicRequestContext>(excluding: ["/health", "/assets/**"])
        for uri in ["/health", "/health?verbose=1", "/assets/a/b.css"] {
            let spans = try await spans(middleware: middleware, uri, expecting: .ok) { router in
                for path in ["health", "assets/**"] {
                    router.get(RouterPath(path)) { _, _ in withSpan("work") { _ in "" } }
                }
            }
            #expect(spans.isEmpty, "\(uri)")
        }
        let spans = try await spans(middleware: middleware, "/healthy", expecting: .ok) {
            $0.get("healthy") { _, _ in "" }
        }
        #expect(spans.map(\.operationName) == ["GET /healthy"])
    }

    @Test("The scheme is the one that it is told")
    func scheme() async throws {
        let spans = try await spans(middleware: TelemetryMiddleware(scheme: .https), "/a", expecting: .ok) {
            $0.get("a") { _, _ in "" }
        }
        #expect(spans.first?[.urlScheme] == "https")
    }

    @Test("The known methods are those that it is told")
    func knownMethods() async throws {
        let purge = try #require(HTTPRequest.Method("PURGE"))
        let spans = try await spans(
            middleware: TelemetryMiddleware(knownMethods: ["PURGE"]),
            "/a",
            method: purge,
            expecting: .ok
        ) { $0.on("a", method: purge) { _, _ in "" } }
        #expect(spans.map(\.operationName) == ["PURGE /a"])
    }

    @Test("The client's address is recorded where the context knows it")
    func remoteAddress() async throws {
        let router = Router(context: AddressContext.self)
        router.add(middleware: TelemetryMiddleware())
        router.get("a") { _, _ in "" }
        try await withTracer(tracer) {
            try await Application(router: router).test(.live) { client in
                _ = try await client.execute(uri: "/a", method: .get)
            }
        }
        let span = try #require(tracer.finishedSpans.first)
        let address: String? = span[.networkPeerAddress]
        #expect(address == "127.0.0.1" || address == "::1")
        #expect(span[.clientAddress] == address)
        #expect(try #require(span[.networkPeerPort]) > 0)
    }

    @Test("Without an option, errors go on untouched")
    func untouchedErrors() async throws {
        let seen = try await errorSeenOutside(of: TelemetryMiddleware())
        #expect(seen is Boom)
    }

    @Test("With traceresponse, another middleware still finds the error")
    func wrappedErrors() async throws {
        // This backend writes no traceparent, so there is nothing to add to the answer.
        let seen = try await errorSeenOutside(of: TelemetryMiddleware(traceResponse: true))
        #expect(seen is Boom)
    }

    private func errorSeenOutside(of middleware: TelemetryMiddleware<BasicRequestContext>) async throws -> (any Error)?
    {
        let observer = ErrorObserver<BasicRequestContext>()
        let router = Router()
        router.add(middleware: observer)
        router.add(middleware: middleware)
        router.get("boom") { _, _ -> String in throw Boom() }
        try await withTracer(tracer) {
            try await Application(router: router).test(.router) { client in
                _ = try await client.execute(uri: "/boom", method: .get)
            }
        }
        return observer.error
    }
}
