import HTTPTypes
import Hummingbird
import HummingbirdTesting
import InMemoryTracing
import Logging
import Synchronization
import TestSupport
import Testing
import ThroughlineHummingbird
import Tracing

@Suite("Hooks", .timeLimit(.minutes(5)))
struct HookTests {
    private let tracer = InMemoryTracer()

    private func spans(
        middleware: TelemetryMiddleware<BasicRequestContext>,
        _ uris: [String] = ["/a/7"],
        logger: Logger? = nil,
        through tracer: (any Tracer)? = nil,
        handler: @escaping @Sendable (Request, BasicRequestContext) async throws -> String = { _, _ in "fine" }
    ) async throws -> [FinishedInMemorySpan] {
        let router = Router()
        router.add(middleware: middleware)
        router.get("a/{id}", use: handler)
        try await withTracer(tracer ?? self.tracer) {
            try await Application(router: router, logger: logger).test(.router) { client in
                for uri in uris { _ = try await client.execute(uri: uri, method: .get) }
            }
        }
        #expect(self.tracer.activeSpans.isEmpty)
        return self.tracer.finishedSpans
    }

    @Test("see the span with its request and its response")
    func requestAndResponse() async throws {
        let spans = try await spans(
            middleware: TelemetryMiddleware(
                onRequest: { span, request, context in
                    #expect(HTTPServerSpan.current === span)
                    span.setAttributes(["shop.path": .string(request.uri.path)])
                    span.span.attributes["shop.id"] = try context.parameters.require("id")
                },
                onResponse: { span, response, context in
                    span.setAttributes(["shop.status": .int(Int64(response.status.code))])
                }
            )
        )
        #expect(spans.first?["shop.path"] == "/a/7")
        #expect(spans.first?["shop.id"] == "7")
        #expect(spans.first?["shop.status"] == 200)
    }

    @Test("see an error that is thrown, and it goes on")
    func error() async throws {
        let spans = try await spans(
            middleware: TelemetryMiddleware(
                onResponse: { _, _, _ in Issue.record("There is no response") },
                onError: { span, error, _ in span.setAttributes(["shop.error": "\(error is Boom)"]) }
            )
        ) { _, _ in throw Boom() }
        #expect(spans.first?["shop.error"] == "true")
        #expect(spans.first?.errors.count == 1)
    }

    @Test("may name the span, and the route does not undo it")
    func name() async throws {
        let spans = try await spans(
            middleware: TelemetryMiddleware(onRequest: { span, _, _ in span.name = "mine" }),
            ["/a/7", "/nowhere"]
        )
        #expect(spans.map(\.operationName) == ["mine", "mine"])
        #expect(spans.first?[.httpRoute] == "/a/{id}")
    }

    @Test("that fail break nothing, and say so once")
    func failure() async throws {
        let log = LogRecorder()
        let spans = try await spans(
            middleware: TelemetryMiddleware(
                onRequest: { _, _, _ in throw Boom() },
                onResponse: { _, _, _ in throw Boom() },
                onError: { _, _, _ in throw Boom() }
            ),
            ["/a/7", "/a/8", "/nowhere"],
            logger: log.logger
        )
        #expect(spans.count == 3)
        #expect(spans.allSatisfy { $0.errors.isEmpty })
        #expect(log.warnings.count == 1)
        #expect(log.warnings.first?.contains("onRequest") == true)
    }

    @Test("are not asked where nothing is recorded")
    func unrecorded() async throws {
        let middleware = TelemetryMiddleware<BasicRequestContext>(
            onRequest: { _, _, _ in Issue.record("Nobody records anything") },
            onResponse: { _, _, _ in Issue.record("Nobody records anything") }
        )
        #expect(try await spans(middleware: middleware, through: NoOpTracer()).isEmpty)
    }

    @Test("of a traced handler see the middleware's span, its own come after")
    func nested() async throws {
        let order = Mutex<[String]>([])
        let router = Router()
        router.add(
            middleware: TelemetryMiddleware(
                onRequest: { _, _, _ in order.withLock { $0.append("outer request") } },
                onResponse: { _, _, _ in order.withLock { $0.append("outer response") } }
            )
        )
        router.get(
            "a",
            use: traced(
                onRequest: { span, _, _ in
                    #expect(span === HTTPServerSpan.current)
                    order.withLock { $0.append("inner request") }
                },
                onResponse: { _, _, _ in order.withLock { $0.append("inner response") } }
            ) { _, _ in "" }
        )
        try await withTracer(tracer) {
            try await Application(router: router).test(.router) { client in
                _ = try await client.execute(uri: "/a", method: .get)
            }
        }
        #expect(order.withLock { $0 } == ["outer request", "inner request", "inner response", "outer response"])
        #expect(tracer.finishedSpans.count == 1)
    }
}
