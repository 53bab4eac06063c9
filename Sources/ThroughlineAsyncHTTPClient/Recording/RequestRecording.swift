import AsyncHTTPClient
import NIOHTTP1
import SemanticConventions
import SpanRecording
import ThroughlineHTTP

/// How the attempts to send a request are recorded.
struct RequestRecording: Sendable {
    private let instrumentation: HTTPClientInstrumentation
    private let hooks: Hooks
    private let recordsBodySizes: Bool

    init(_ options: HTTPClientOptions, _ hooks: Hooks = Hooks()) {
        instrumentation = HTTPClientInstrumentation(scope: scope, options: options)
        self.hooks = hooks
        recordsBodySizes = options.optIn.contains(.bodySizes)
    }

    /// Starts the span of one attempt; `nil` for a request that is not traced.
    func start(_ request: HTTPClientRequest, urlTemplate: String?, resendCount: Int) -> HTTPClientSpan? {
        guard !instrumentation.excludes(request.url) else { return nil }
        let span = HTTPClientSpan(
            method: request.method.rawValue,
            url: request.url,
            host: request.headers.first(name: "host"),
            headers: request.headers,
            by: instrumentation,
            urlTemplate: urlTemplate,
            resendCount: resendCount,
            bodySize: recordsBodySizes ? request.body.map { HiddenState.size(of: $0) } ?? 0 : nil
        )
        hooks.run(request, span)
        return span
    }

    func record(_ response: HTTPClientResponse, _ span: HTTPClientSpan?) {
        guard let span else { return }
        span.receive(
            status: Int(response.status.code),
            headers: response.headers,
            protocolVersion: response.version.text
        )
        hooks.run(response, span)
    }

    /// - Returns: What is known of the failure.
    @discardableResult
    func record(_ error: any Error, _ span: HTTPClientSpan?) -> RequestFailure {
        let failure = RequestFailure(error)
        guard let span else { return failure }
        span.fail((error as? HTTPClientError)?.withoutSecrets ?? error, type: failure.type)
        hooks.run(error, span)
        return failure
    }
}

private let scope = InstrumentationScope(name: "ThroughlineAsyncHTTPClient", schemaURL: semanticConventionsSchemaURL)

extension HTTPVersion {
    /// The version as the convention writes it: `1.1`, `2`.
    fileprivate var text: String {
        switch (major, minor) {
        case (1, 1): "1.1"
        case (2..., 0): "\(major)"
        default: "\(major).\(minor)"
        }
    }
}
