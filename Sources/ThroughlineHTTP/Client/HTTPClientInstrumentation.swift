public import SpanRecording

/// The rules by which a client's requests become spans and metrics.
///
/// A client makes one, for as long as it lives. See ``HTTPClientSpan``.
public final class HTTPClientInstrumentation: Sendable {
    let scope: InstrumentationScope
    let options: HTTPClientOptions

    /// - Parameters:
    ///   - scope: The client that makes the spans.
    ///   - options: What they hold beyond what they always do, and which requests have none.
    public init(scope: InstrumentationScope, options: HTTPClientOptions = .fromEnvironment()) {
        self.scope = scope
        self.options = options
    }

    /// Whether a request is to be sent as it is, without a span and without the headers of the trace.
    public func excludes(_ url: String) -> Bool {
        options.excluded.contains(url)
    }
}
