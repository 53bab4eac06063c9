public import AsyncHTTPClient
public import Logging
public import NIOCore
import NIOHTTP1
import ThroughlineHTTP
import Tracing

extension TracedHTTPClient {
    /// Sends a request, and what it is redirected to.
    ///
    /// - Parameters:
    ///   - request: The request. It is sent with the headers of the trace.
    ///   - timeout: How much time there is until the response's head is read, for all attempts together.
    ///   - urlTemplate: The template of the URL's path, such as `/products/{id}`. It becomes part of the span's name and of the
    ///     metrics; where the request is redirected to, it does not hold.
    ///   - logger: Where the client logs what it does.
    /// - Returns: The response; its body may still be on its way.
    /// - Throws: What `HTTPClient` throws.
    public func execute(
        _ request: HTTPClientRequest,
        timeout: TimeAmount,
        urlTemplate: String? = nil,
        logger: Logger? = nil
    ) async throws -> HTTPClientResponse {
        try await execute(request, deadline: .now() + timeout, urlTemplate: urlTemplate, logger: logger)
    }

    /// Sends a request, and what it is redirected to.
    ///
    /// - Parameters:
    ///   - request: The request. It is sent with the headers of the trace.
    ///   - deadline: When the response's head has to be read, for all attempts together.
    ///   - urlTemplate: The template of the URL's path, such as `/products/{id}`. It becomes part of the span's name and of the
    ///     metrics; where the request is redirected to, it does not hold.
    ///   - logger: Where the client logs what it does.
    /// - Returns: The response; its body may still be on its way.
    /// - Throws: What `HTTPClient` throws.
    public func execute(
        _ request: HTTPClientRequest,
        deadline: NIODeadline,
        urlTemplate: String? = nil,
        logger: Logger? = nil
    ) async throws -> HTTPClientResponse {
        guard !tracesItself else { return try await leave(request, deadline: deadline, logger: logger) }
        var request = request
        var urlTemplate = urlTemplate
        var path = redirects.flatMap(RedirectPath.init)
        var history: [HTTPClientRequestResponse] = []
        var resendCount = 0
        var retried = 0

        while true {
            let span = recording.start(request, urlTemplate: urlTemplate, resendCount: resendCount)
            defer { span?.end() }
            resendCount += 1

            var response: HTTPClientResponse
            do {
                response = try await send(request, span, deadline: deadline, logger: logger)
            } catch {
                let failure = recording.record(error, span)
                guard failure.isOfConnection, !Task.isCancelled,
                    let pause = pause(before: request, retried: retried, after: nil, deadline: deadline)
                else { throw error }
                span?.end()
                try await retries.wait(pause)
                retried += 1
                continue
            }

            recording.record(response, span)
            history.append(HTTPClientRequestResponse(request: request, responseHead: response.head))
            if Retries.after.contains(response.status),
                let pause = pause(before: request, retried: retried, after: response, deadline: deadline)
            {
                span?.end()
                try await retries.wait(pause)
                retried += 1
                continue
            }

            do {
                guard let next = try path?.next(after: request, response) else {
                    response.history = history
                    return response
                }
                request = next
                urlTemplate = nil
            } catch {
                recording.record(error, span)
                throw error
            }
        }
    }

    private func send(
        _ request: HTTPClientRequest,
        _ span: HTTPClientSpan?,
        deadline: NIODeadline,
        logger: Logger?
    ) async throws -> HTTPClientResponse {
        guard let span else { return try await client.execute(request, deadline: deadline, logger: logger) }
        var request = request
        request.headers.injectTrace(span.context)
        // What the client logs has the ids of the span.
        return try await InstrumentationContext.$current.withValue(span.context) { [request] in
            try await client.execute(request, deadline: deadline, logger: logger)
        }
    }

    /// How long to wait before a request is sent again; `nil` if it is not.
    private func pause(
        before request: HTTPClientRequest,
        retried: Int,
        after response: HTTPClientResponse?,
        deadline: NIODeadline
    ) -> Duration? {
        guard retries.allows(request.method, retried: retried), request.body.canBeSentAgain,
            let pause = retries.pause(
                retried: retried,
                after: response?.headers.first(name: "retry-after"),
                now: secondsSince1970()
            )
        else { return nil }
        return NIODeadline.now() + TimeAmount(pause) < deadline ? pause : nil
    }

    /// Leaves a request to a client that traces it: there shall be neither a second span nor a second header.
    private func leave(
        _ request: HTTPClientRequest,
        deadline: NIODeadline,
        logger: Logger?
    ) async throws -> HTTPClientResponse {
        var request = request
        // It adds its own to what is there.
        for name in ["traceparent", "tracestate"] + TraceFields().map(\.name) { request.headers.remove(name: name) }
        return try await client.execute(request, deadline: deadline, logger: logger)
    }
}

extension HTTPClientResponse {
    fileprivate var head: HTTPResponseHead {
        HTTPResponseHead(version: version, status: status, headers: headers)
    }
}
