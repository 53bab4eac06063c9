import Hummingbird
import ThroughlineHummingbird
import ThroughlineJobs

extension Router<ConnectedRequestContext> {
    /// Everything that the shop answers.
    convenience init(database: ShopDatabase, partner: Partner, queue: JobQueue) {
        // A context that knows its connection, so that spans have the client's address.
        self.init(context: ConnectedRequestContext.self)
        // The first middleware, so that everything after it is part of the trace.
        add(middleware: TelemetryMiddleware(excluding: ["/health"], traceResponse: true))

        get("health") { _, _ in HTTPResponse.Status.ok }

        get("products") { _, _ in try await products(database) }
        get("products/:id") { _, context in try await product(database, context) }
        get("price/:id") { _, context in try await price(database, context) }
        post("orders") { request, context in try await placeOrder(database, partner, queue, request, context) }
        post("charges") { request, context in try await charge(database, request, context) }
        get("orders/:id") { _, context in try await order(database, context) }

        get("boom", use: boom)
        get("status/:code", use: status)
        get("slow", use: slow)
        get("stream", use: stream)
        get("call") { request, _ in try await call(partner, request) }
    }
}
