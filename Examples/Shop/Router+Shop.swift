import Hummingbird
import ThroughlineHummingbird
import ThroughlineInbox

extension Router<ConnectedRequestContext> {
    /// Everything that the shop answers.
    convenience init(shop: Shop) {
        // A context that knows its connection, so that spans have the client's address.
        self.init(context: ConnectedRequestContext.self)
        // First, so that everything after it is part of the trace. With `POST /events`, which is in the inbox.
        shop.inbox.install(on: self, telemetry: TelemetryMiddleware(excluding: ["/health"], traceResponse: true))

        get("health") { _, _ in HTTPResponse.Status.ok }

        get("products") { _, _ in try await products(shop.database) }
        get("products/:id") { _, context in try await product(shop.database, context) }
        get("price/:id") { _, context in try await price(shop.database, context) }
        post("orders") { request, context in try await placeOrder(shop, request, context) }
        post("charges") { request, context in try await charge(shop.database, request, context) }
        post("news") { request, context in try await takeNews(shop.database, request, context) }
        get("orders/:id") { _, context in try await order(shop.database, context) }

        get("boom", use: boom)
        get("status/:code", use: status)
        get("slow", use: slow)
        get("stream", use: stream)
        get("call") { request, _ in try await call(shop.partner, request) }
    }
}
