import AsyncHTTPClient
import InMemoryTracing
import SemanticConventions
import SpanRecording
import ThroughlineAsyncHTTPClient
import ThroughlineHTTP
import Tracing

extension FinishedInMemorySpan {
    subscript<Value: AttributeValueConvertible>(key: AttributeKey<Value>) -> Value? {
        attributes.get(key.name).flatMap(AttributeValue.init).flatMap(Value.init)
    }

    var attributeNames: Set<String> {
        var names: Set<String> = []
        attributes.forEach { name, _ in names.insert(name) }
        return names
    }
}

extension HTTPClientOptions {
    static func with(_ change: (inout HTTPClientOptions) -> Void) -> HTTPClientOptions {
        var options = HTTPClientOptions()
        change(&options)
        return options
    }
}

extension HTTPClient.Configuration {
    /// For tests: a connection that cannot be made is not tried again for ten seconds.
    static var impatient: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }
}

/// Runs a test with a traced client, whose spans are returned.
func spans(
    configuration: HTTPClient.Configuration = .impatient,
    options: HTTPClientOptions = HTTPClientOptions(),
    retries: Retries = .never,
    _ test: (TracedHTTPClient) async throws -> Void
) async throws -> [FinishedInMemorySpan] {
    let tracer = InMemoryTracer()
    try await withTracer(tracer) {
        try await withTracedHTTPClient(configuration: configuration, options: options, retries: retries, test)
    }
    guard tracer.activeSpans.isEmpty else { throw SpanIsOpen() }
    return tracer.finishedSpans
}

struct SpanIsOpen: Error {}
