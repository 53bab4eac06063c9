import Testing

@testable import ThroughlineHTTP

@Suite("The options of a client")
struct HTTPClientOptionsTests {
    @Test("come from the environment where they are asked to")
    func environment() {
        let options = HTTPClientOptions(environment: [
            "OTEL_SWIFT_HTTP_CLIENT_EXCLUDED_URLS": " 169.254.169.254 , */health",
            "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_CLIENT_REQUEST": "accept",
            "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_CLIENT_RESPONSE": "x-*",
            "OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS": "GET,FETCH",
        ])
        #expect(options.excluded.contains("http://169.254.169.254/"))
        #expect(options.excluded.contains("http://a/health"))
        #expect(!options.capturedRequestHeaders.isEmpty)
        #expect(!options.capturedResponseHeaders.isEmpty)
        #expect(options.knownMethods == ["GET", "FETCH"])
    }

    @Test("ask for nothing by themselves")
    func none() {
        for options in [HTTPClientOptions(), HTTPClientOptions(environment: [:])] {
            #expect(!options.excluded.contains("http://a/"))
            #expect(options.capturedRequestHeaders.isEmpty)
            #expect(options.capturedResponseHeaders.isEmpty)
            #expect(options.optIn.isEmpty)
            #expect(options.knownMethods.contains("QUERY"))
        }
    }
}
