public import HTTPTypes
import SemanticConventions
public import SpanRecording
import Synchronization
public import Tracing

/// The span of one request that a server answers, by the conventions for HTTP.
///
/// It is what a web framework's middleware is made of:
///
/// ```swift
/// let span = HTTPServerSpan(request, scope: scope)
/// defer { span.end() }
/// try await InstrumentationContext.$current.withValue(span.context) {
///     let response = try await handle(request)
///     span.answer(status: response.status.code, route: "/users/{id}")
/// }
/// ```
///
/// The trace that the request's headers carry goes on. Where the span is not recorded, nothing is computed. A span ends
/// once, at the first ``end()`` or when nobody holds it any more; what is said of it later is ignored.
///
/// No header but `User-Agent` is recorded, no body, and no secret of a signed URL.
///
/// Specification: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server (v1.44, stable)
public final class HTTPServerSpan: Sendable {
    /// The context for everything that is done for the request.
    public var context: InstrumentationContext { span.context }
    /// Whether the span is recorded, and it is worth finding out more about it.
    public let isRecording: Bool

    private let span: any RecordingSpan
    private let method: RequestMethod
    private let hasFailed = Atomic(false)
    private let hasEnded = Atomic(false)

    /// Starts the span.
    ///
    /// - Parameters:
    ///   - request: The request's head.
    ///   - scope: The middleware that makes the span.
    ///   - route: The matched route's template, such as `/users/{id}`, where it is known already. Never the path.
    ///   - scheme: The scheme that the client used, where the request's own is not to be trusted, as behind a proxy that
    ///     ends TLS.
    ///   - knownMethods: The methods that the span may name, case-sensitive; any other is `_OTHER`. If `nil`, those of the
    ///     environment variable `OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS` (`GET,POST,PURGE`), and without it those of
    ///     RFC 9110, `PATCH` and `QUERY`.
    ///   - peer: The client's end of the connection.
    ///   - protocolVersion: The version of HTTP, such as `1.1` or `2`.
    public init(
        _ request: HTTPRequest,
        scope: InstrumentationScope,
        route: String? = nil,
        scheme: String? = nil,
        knownMethods: Set<String>? = nil,
        peer: NetworkPeer? = nil,
        protocolVersion: String? = nil
    ) {
        var context = InstrumentationContext.current ?? .topLevel
        InstrumentationSystem.instrument.extract(request.headerFields, into: &context, using: HTTPFieldsCarrier())

        let method = RequestMethod(request.method, known: knownMethods ?? RequestMethod.known)
        self.method = method
        span = scope.startSpan(
            method.spanName(for: route),
            context: context,
            ofKind: .server,
            attributes: Attributes(
                starting: request,
                method: method,
                route: route,
                scheme: scheme ?? request.scheme ?? "http",
                peer: peer,
                protocolVersion: protocolVersion
            )
        )
        isRecording = span.isRecording
    }

    deinit { end() }

    /// The request is answered.
    ///
    /// A status of 500 and above makes the span an error, one of 400 and above does not: that was the client's mistake.
    ///
    /// - Parameters:
    ///   - status: The answer's status code.
    ///   - route: The matched route's template, where routing has found one.
    ///   - error: What the handler threw to get this answer. It is recorded if the span is an error.
    public func answer(status: Int, route: String? = nil, error: (any Error)? = nil) {
        guard isOpen else { return }
        var attributes: Attributes = [:]
        if let route {
            span.operationName = method.spanName(for: route)
            attributes[.httpRoute] = route
        }
        attributes[.httpResponseStatusCode] = status
        if status >= 500 {
            attributes[.errorType] = String(status)
            span.setStatus(SpanStatus(code: .error))
            if let error { record(error) }
        }
        span.setAttributes(attributes)
    }

    /// The request has failed, by an error that asks for no answer of its own, or while the answer was being written.
    ///
    /// The error is recorded, and its type is the span's `error.type`. Only the first error counts.
    public func fail(_ error: any Error) {
        guard isOpen, record(error) else { return }
        span.setAttributes(["error.type": .string(String(reflecting: type(of: error)))])
        span.setStatus(SpanStatus(code: .error))
    }

    /// Ends the span: the last byte of the answer is written, or there is nobody left to write it to.
    public func end() {
        guard !hasEnded.exchange(true, ordering: .acquiringAndReleasing) else { return }
        span.end()
    }

    private var isOpen: Bool {
        isRecording && !hasEnded.load(ordering: .acquiring)
    }

    @discardableResult
    private func record(_ error: any Error) -> Bool {
        guard !hasFailed.exchange(true, ordering: .acquiringAndReleasing) else { return false }
        span.recordError(error)
        return true
    }
}

extension RequestMethod {
    fileprivate func spanName(for route: String?) -> String {
        route.map { "\(spanName) \($0)" } ?? spanName
    }
}
