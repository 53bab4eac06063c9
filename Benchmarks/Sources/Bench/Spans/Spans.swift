import SemanticConventions
import SpanRecording
import Tracing

/// The spans that are measured.
enum Spans {
    static let scope = SpanRecording.InstrumentationScope(name: "Bench", version: "1.0.0")

    static func fiveAttributes(_ index: Int) -> Attributes {
        var attributes = Attributes(minimumCapacity: 5)
        attributes[.httpRequestMethod] = "GET"
        attributes[.httpRoute] = "/products/{id}"
        attributes[.urlScheme] = "https"
        attributes[.httpResponseStatusCode] = 200
        attributes["shop.product.id"] = .int(Int64(index))
        return attributes
    }

    static func twelveAttributes(_ index: Int) -> Attributes {
        var attributes = Attributes(minimumCapacity: 12)
        attributes[.httpRequestMethod] = "GET"
        attributes[.httpRoute] = "/products/{id}"
        attributes[.urlScheme] = "https"
        attributes[.urlPath] = "/products/4711"
        attributes[.httpResponseStatusCode] = 200
        attributes[.serverAddress] = "shop.example.com"
        attributes[.serverPort] = 443
        attributes[.clientAddress] = "203.0.113.17"
        attributes[.networkPeerAddress] = "10.0.0.12"
        attributes[.networkProtocolVersion] = "1.1"
        attributes[.userAgentOriginal] = "Mozilla/5.0 (X11; Linux x86_64) bench/1.0"
        attributes["shop.product.id"] = .int(Int64(index))
        return attributes
    }

    /// Twelve attributes, two events, one link.
    static func makeRich(_ index: Int, linked: InstrumentationContext) {
        let span = scope.startSpan(
            "GET /products/{id}",
            ofKind: .server,
            attributes: twelveAttributes(index),
            links: [SpanLink(context: linked, attributes: [:])]
        )
        span.addEvent(SpanEvent(name: "cache.miss", attributes: ["cache.key": "product-4711"]))
        span.addEvent(SpanEvent(name: "cache.fill", attributes: ["cache.key": "product-4711", "cache.size": 512]))
        span.end()
    }
}
