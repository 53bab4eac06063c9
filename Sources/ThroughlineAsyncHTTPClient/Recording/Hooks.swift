public import AsyncHTTPClient
import Logging
public import ThroughlineHTTP
import Tracing

/// What an application wants to do with the span of each request.
///
/// They run in the task that sends the request, as a part of it: what they log and do themselves is the span's. They run only
/// where the span or a metric is recorded, and cannot break a request: an error that one throws is logged, the first time, and
/// that is all.
///
/// ```swift
/// let client = TracedHTTPClient(
///     HTTPClient.shared,
///     onRequest: { span, request in
///         span.setAttributes(["shop.tenant": .string(try tenant(of: request))])
///     },
///     onResponse: { span, response in
///         span.setAttributes(["shop.cached": .bool(response.headers.contains(name: "age"))])
///     }
/// )
/// ```
extension TracedHTTPClient {
    /// Is told a request when the span of its attempt has started, before it is sent. What it is sent with cannot be changed.
    public typealias RequestHook = @Sendable (HTTPClientSpan, HTTPClientRequest) throws -> Void

    /// Is told the head of a response before the span of its attempt ends. The body is for whoever has sent the request.
    public typealias ResponseHook = @Sendable (HTTPClientSpan, HTTPClientResponse) throws -> Void

    /// Is told why there is no response, before the span of the attempt ends. The error goes on.
    public typealias ErrorHook = @Sendable (HTTPClientSpan, any Error) throws -> Void
}

struct Hooks: Sendable {
    private let onRequest: TracedHTTPClient.RequestHook?
    private let onResponse: TracedHTTPClient.ResponseHook?
    private let onError: TracedHTTPClient.ErrorHook?
    private let guarded = HookGuard(of: "a traced HTTP client")

    init(
        _ onRequest: TracedHTTPClient.RequestHook? = nil,
        _ onResponse: TracedHTTPClient.ResponseHook? = nil,
        _ onError: TracedHTTPClient.ErrorHook? = nil
    ) {
        self.onRequest = onRequest
        self.onResponse = onResponse
        self.onError = onError
    }

    func run(_ request: HTTPClientRequest, _ span: HTTPClientSpan) {
        guard let onRequest, span.isObserved else { return }
        run("onRequest", span) { try onRequest(span, request) }
    }

    func run(_ response: HTTPClientResponse, _ span: HTTPClientSpan) {
        guard let onResponse, span.isObserved else { return }
        run("onResponse", span) { try onResponse(span, response) }
    }

    func run(_ error: any Error, _ span: HTTPClientSpan) {
        guard let onError, span.isObserved else { return }
        run("onError", span) { try onError(span, error) }
    }

    private func run(_ name: String, _ span: HTTPClientSpan, _ hook: () throws -> Void) {
        guarded.run(name, logger: Logger(label: "throughline.http")) {
            try InstrumentationContext.$current.withValue(span.context, operation: hook)
        }
    }
}
