public import AsyncHTTPClient
public import Logging
public import NIOCore
import NIOHTTP1
import SemanticConventions
import SpanRecording
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
        guard !tracesItself else { return try await leave(request, to: client, deadline: deadline, logger: logger) }
        var request = request
        var urlTemplate = urlTemplate
        var path = redirects.flatMap(RedirectPath.init)
        var history: [HTTPClientRequestResponse] = []
        var resendCount = 0
        var retried = 0

        while true {
            let span = startSpan(request, urlTemplate: urlTemplate, resendCount: resendCount)
            defer { span?.end() }
            resendCount += 1

            var response: HTTPClientResponse
            do {
                response = try await send(request, span, deadline: deadline, logger: logger)
            } catch {
                let failure = span.fail(error)
                guard failure.isOfConnection, !Task.isCancelled,
                    let pause = pause(before: request, retried: retried, after: nil, deadline: deadline)
                else { throw error }
                span?.end()
                try await sleep(pause)
                retried += 1
                continue
            }

            span.receive(response)
            history.append(HTTPClientRequestResponse(request: request, responseHead: response.head))
            if response.status == .tooManyRequests || response.status == .serviceUnavailable,
                let pause = pause(before: request, retried: retried, after: response, deadline: deadline)
            {
                span?.end()
                try await sleep(pause)
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
                _ = span.fail(error)
                throw error
            }
        }
    }

    /// Starts the span of one attempt; `nil` for a request that is not traced.
    private func startSpan(_ request: HTTPClientRequest, urlTemplate: String?, resendCount: Int) -> HTTPClientSpan? {
        guard !options.excluded.contains(request.url) else { return nil }
        return HTTPClientSpan(
            method: request.method.rawValue,
            url: request.url,
            headers: request.headers,
            scope: scope,
            options: options,
            urlTemplate: urlTemplate,
            resendCount: resendCount,
            bodySize: options.optIn.contains(.bodySizes) ? request.body.map { HiddenState.size(of: $0) } ?? 0 : nil
        )
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
        guard retries.allows(request.method, retried: retried),
            request.body.map({ HiddenState.canBeSentAgain($0) ?? false }) ?? true,
            let pause = retries.delay(
                retried: retried,
                after: response?.headers.first(name: "retry-after"),
                now: secondsSince1970()
            )
        else { return nil }
        return NIODeadline.now() + TimeAmount(pause) < deadline ? pause : nil
    }

    /// Sends a request with a client that traces it: there shall be neither a second span nor a second header.
    private func leave(
        _ request: HTTPClientRequest,
        to client: HTTPClient,
        deadline: NIODeadline,
        logger: Logger?
    ) async throws -> HTTPClientResponse {
        var request = request
        // It adds its own to what is there.
        for name in ["traceparent", "tracestate"] + TraceFields().map(\.name) { request.headers.remove(name: name) }
        return try await client.execute(request, deadline: deadline, logger: logger)
    }
}

private let scope = InstrumentationScope(name: "ThroughlineAsyncHTTPClient", schemaURL: semanticConventionsSchemaURL)

extension HTTPClientSpan? {
    fileprivate func receive(_ response: HTTPClientResponse) {
        guard let span = self else { return }
        span.receive(
            status: Int(response.status.code),
            headers: response.headers,
            protocolVersion: response.version.text
        )
    }

    fileprivate func fail(_ error: any Error) -> RequestFailure {
        let failure = RequestFailure(error)
        self?.fail((error as? HTTPClientError)?.withoutSecrets ?? error, type: failure.type)
        return failure
    }
}

extension HTTPClientResponse {
    fileprivate var head: HTTPResponseHead {
        HTTPResponseHead(version: version, status: status, headers: headers)
    }
}

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
