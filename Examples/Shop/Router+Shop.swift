import Hummingbird
import ThroughlineHummingbird

extension Router<BasicRequestContext> {
    /// Everything that the shop answers.
    convenience init(partner: Partner) {
        self.init(context: BasicRequestContext.self)
        // The first middleware, so that everything after it is part of the trace.
        add(middleware: TelemetryMiddleware(excluding: ["/health"], traceResponse: true))

        get("health") { _, _ in HTTPResponse.Status.ok }
        get("boom", use: boom)
        get("status/:code", use: status)
        get("slow", use: slow)
        get("stream", use: stream)
        get("call") { request, _ in try await call(partner, request) }
    }
}
