public import HTTPTypes
import SemanticConventions
public import SpanRecording
import Synchronization
public import Tracing

/// The span of one request that a server answers, and its metrics, by the conventions for HTTP.
///
/// It is what a web framework's middleware is made of:
///
/// ```swift
/// private let instrumentation = HTTPServerInstrumentation(scope: InstrumentationScope(name: "MyFramework"))
///
/// let span = HTTPServerSpan(request, by: instrumentation)
/// defer { span.end() }
/// try await span.withCurrent {
///     let response = try await handle(request)
///     span.answer(status: response.status.code, headers: response.headerFields, route: "/users/{id}")
/// }
/// ```
///
/// The trace that the request's headers carry goes on. Where neither the span nor a metric is recorded, nothing is computed.
/// A span ends once, at the first ``end()`` or when nobody holds it any more; what is said of it later is ignored.
///
/// No header but `User-Agent` is recorded unless the options say so, no body, and no secret of a signed URL.
///
/// Specification: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server (v1.44, stable)
public final class HTTPServerSpan: Sendable {
    /// The span itself, of whichever tracing backend there is.
    public let span: any RecordingSpan
    /// Whether the span is recorded, and it is worth finding out more about it.
    public let isRecording: Bool
    /// Whether the span or a metric is recorded.
    public let isObserved: Bool

    private let instrumentation: HTTPServerInstrumentation
    private let method: RequestMethod
    private let measurement: HTTPServerMeasurement?
    private let ended = Atomic(false)
    /// What is known so far, where it is recorded.
    private let state: Mutex<State>

    private struct State {
        /// The name that the convention gave it: any other is somebody's choice.
        var name: String
        var route: String?
        var status: Int?
        var errorType: String?
        var hasRecordedError = false
        var received: Int?
        var sent: Int?
        var choices: CapturedValues.Choices
    }

    /// Starts the span.
    ///
    /// - Parameters:
    ///   - request: The request's head.
    ///   - instrumentation: The rules.
    ///   - route: The matched route's template, such as `/users/{id}`, where it is known already. Never the path.
    ///   - connection: The connection that it came over, where the framework tells.
    public init(
        _ request: HTTPRequest,
        by instrumentation: HTTPServerInstrumentation,
        route: String? = nil,
        over connection: (any HTTPServerConnection)? = nil
    ) {
        // Not what is current: a span around the whole server would become the parent of every request that brings none.
        var context = InstrumentationContext.topLevel
        InstrumentationSystem.instrument.extract(request.headerFields, into: &context, using: HTTPFieldsCarrier())

        let method = instrumentation.method(of: request)
        let name = method.spanName(for: route)
        // Where the request came from is found out once, and only if somebody wants to know.
        var known: RequestOrigin?
        if HTTPServerMeasurement.isEnabled {
            let origin = RequestOrigin(request, over: connection, by: instrumentation)
            known = origin
            measurement = HTTPServerMeasurement(
                method: method.attribute,
                scheme: origin.scheme,
                protocolVersion: connection?.protocolVersion
            )
        } else {
            measurement = nil
        }
        span = instrumentation.scope.startSpan(
            name,
            context: context,
            ofKind: .server,
            attributes: Attributes(
                starting: request,
                method,
                route,
                known ?? RequestOrigin(request, over: connection, by: instrumentation),
                connection,
                instrumentation.captured
            )
        )
        isRecording = span.isRecording
        isObserved = isRecording || measurement != nil
        self.instrumentation = instrumentation
        self.method = method
        state = Mutex(
            State(
                name: name,
                route: route,
                received: isObserved ? request.headerFields.contentLength : nil,
                choices: instrumentation.captured.choices
            )
        )
    }

    deinit { end() }

    /// The context for everything that is done for the request.
    public var context: InstrumentationContext { span.context }

    /// Whether what reads the request's body counts its bytes.
    public var countsRequestBody: Bool { instrumentation.countsRequestBody }

    var hasEnded: Bool { ended.load(ordering: .acquiring) }

    /// Lets the end record more of what is left to choice.
    func choose(_ choices: CapturedValues.Choices) {
        guard !choices.isEmpty else { return }
        state.withLock { $0.choices.formUnion(choices) }
    }
}

// MARK: - What becomes of the request

extension HTTPServerSpan {
    /// Routing has found the route. Where one is known already, it stays.
    public func match(route: String) {
        guard isOpen else { return }
        let name = method.spanName(for: route)
        let former = state.withLock { state -> String? in
            guard state.route == nil else { return nil }
            state.route = route
            defer { state.name = name }
            return state.name
        }
        guard let former, isRecording else { return }
        if span.operationName == former { span.operationName = name }
        span.setAttributes(["http.route": .string(route)])
    }

    /// The request is answered.
    ///
    /// A status of 500 and above makes the span an error, one of 400 and above does not: that was the client's mistake.
    ///
    /// - Parameters:
    ///   - status: The answer's status code.
    ///   - headers: The answer's headers.
    ///   - route: The matched route's template, where routing has found one.
    ///   - error: What the handler threw to get this answer. It is recorded if the span is an error.
    public func answer(
        status: Int,
        headers: HTTPFields = [:],
        route: String? = nil,
        error: (any Error)? = nil
    ) {
        guard isOpen else { return }
        let isFailure = status >= 500
        let isRouteNew = state.withLock { state in
            state.status = status
            if isFailure { state.errorType = String(status) }
            return state.route == nil && route != nil
        }
        if isRouteNew, let route { match(route: route) }
        guard isRecording else { return }
        var attributes = Attributes(minimumCapacity: 2)
        attributes.append(unchecked: .httpResponseStatusCode, status)
        if isFailure {
            attributes.append(unchecked: .errorType, String(status))
            span.setStatus(SpanStatus(code: .error))
            if let error { record(error) }
        }
        instrumentation.captured.record(response: headers, in: &attributes)
        span.setAttributes(attributes)
    }

    /// The request has failed, by an error that asks for no answer of its own, or while the answer was being written.
    ///
    /// The error is recorded, and its type is the span's `error.type`. Only the first error counts.
    public func fail(_ error: any Error) {
        fail(error, as: ErrorType.name(of: error))
    }

    /// The client went away before it had its answer.
    ///
    /// That is an error of `error.type` ``clientDisconnected``, and no status code is made up for it: what was sent before
    /// stays as it is.
    ///
    /// Specification: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#status and the last of its examples
    ///
    /// - Parameter error: How it was noticed, where that was by an error.
    public func disconnect(_ error: (any Error)? = nil) {
        fail(error, as: Self.clientDisconnected)
    }

    /// The `error.type` of a request whose client went away.
    public static let clientDisconnected = "client_disconnected"

    private func fail(_ error: (any Error)?, as type: @autoclosure () -> String) {
        guard isOpen else { return }
        let failure = state.withLock { state -> String? in
            guard !state.hasRecordedError else { return nil }
            let type = type()
            state.errorType = type
            return type
        }
        guard let failure else { return }
        if let error {
            record(error)
        } else {
            state.withLock { $0.hasRecordedError = true }
        }
        guard isRecording else { return }
        span.setAttributes(["error.type": .string(failure)])
        span.setStatus(SpanStatus(code: .error))
    }

    private func record(_ error: any Error) {
        let isFirst = state.withLock { state in
            defer { state.hasRecordedError = true }
            return !state.hasRecordedError
        }
        if isFirst, isRecording { span.recordError(error) }
    }

    /// Bytes of the request's body have come, beside those that a `Content-Length` has announced.
    public func receive(bytes: Int) {
        state.withLock { $0.received = ($0.received ?? 0).adding(bytes) }
    }

    /// Bytes of the answer's body were sent.
    public func send(bytes: Int) {
        state.withLock { $0.sent = ($0.sent ?? 0).adding(bytes) }
    }

    /// Ends the span: the last byte of the answer is written, or there is nobody left to write it to.
    public func end() {
        guard !ended.exchange(true, ordering: .acquiringAndReleasing) else { return }
        if isObserved { conclude() }
        span.end()
    }

    private var isOpen: Bool { isObserved && !hasEnded }

    private func conclude() {
        let final = state.withLock { $0 }
        let choices = final.choices
        if isRecording, !choices.isDisjoint(with: [.requestBodySize, .responseBodySize]) {
            var sizes = Attributes()
            if choices.contains(.requestBodySize), let received = final.received {
                sizes.append(unchecked: .httpRequestBodySize, received)
            }
            if choices.contains(.responseBodySize), let sent = final.sent {
                sizes.append(unchecked: .httpResponseBodySize, sent)
            }
            span.setAttributes(sizes)
        }
        measurement?.end(
            of: isRecording ? span.context : nil,
            route: final.route,
            status: final.status,
            errorType: final.errorType,
            received: final.received,
            sent: final.sent
        )
    }
}

extension RequestMethod {
    fileprivate func spanName(for route: String?) -> String {
        guard let route else { return spanName }
        var name = spanName
        name.reserveCapacity(spanName.utf8.count + 1 + route.utf8.count)
        name += " "
        name += route
        return name
    }
}

extension HTTPFields {
    /// What `Content-Length` says; `nil` where there is none, or it says nothing that can be understood.
    fileprivate var contentLength: Int? { joined(.contentLength).flatMap { ContentLength($0)?.bytes } }
}

extension Int {
    /// The sum, or the greatest number there is.
    fileprivate func adding(_ bytes: Int) -> Int {
        let (sum, isTooMuch) = addingReportingOverflow(bytes)
        return isTooMuch ? .max : sum
    }
}
