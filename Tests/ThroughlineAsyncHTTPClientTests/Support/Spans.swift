import AsyncHTTPClient
import InMemoryTracing
import SemanticConventions
import SpanRecording
import ThroughlineAsyncHTTPClient
import ThroughlineHTTP
import Tracing

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
