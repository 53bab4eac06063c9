public import HTTPTypes
import SemanticConventions
import SpanRecording
import Synchronization
import Tracing

/// What becomes of the request.
extension HTTPClientSpan {
    /// The response's head is read.
    ///
    /// A status of 400 and above makes the span an error, with the status for its `error.type`.
    ///
    /// - Parameters:
    ///   - status: The status code.
    ///   - headers: The response's headers, as far as they are known.
    ///   - protocolVersion: The version of HTTP that was spoken, such as `1.1` or `2`.
    ///   - peer: The server's end of the connection.
    public func receive(
        status: Int,
        headers: some Sequence<(name: String, value: String)> = EmptyCollection(),
        protocolVersion: String? = nil,
        peer: NetworkPeer? = nil
    ) {
        guard isObserved else { return }
        let isFailure = status >= 400
        let bodySize = options.optIn.contains(.bodySizes) ? bodySize(status: status, headers) : nil
        let isOpen = state.withLock { state in
            guard !state.hasEnded else { return false }
            state.outcome.status = status
            state.outcome.protocolVersion = protocolVersion
            state.outcome.responseBodySize = bodySize
            if isFailure { state.outcome.errorType = String(status) }
            return true
        }
        guard isOpen, isRecording else { return }

        var attributes = Attributes(minimumCapacity: 6)
        attributes.append(unchecked: .httpResponseStatusCode, status)
        if isFailure {
            attributes.append(unchecked: .errorType, String(status))
            span.setStatus(SpanStatus(code: .error))
        }
        if let protocolVersion { attributes.append(unchecked: .networkProtocolVersion, protocolVersion) }
        if let peer {
            attributes.append(unchecked: .networkPeerAddress, peer.address)
            if let port = peer.port { attributes.append(unchecked: .networkPeerPort, port) }
        }
        if let bodySize { attributes.append(unchecked: .httpResponseBodySize, bodySize) }
        options.capturedResponseHeaders.record(headers, of: .response, in: &attributes)
        span.setAttributes(attributes)
    }

    /// The response's head is read.
    public func receive(_ response: HTTPResponse, protocolVersion: String? = nil, peer: NetworkPeer? = nil) {
        receive(
            status: response.status.code,
            headers: response.headerFields.lazy.map { (name: $0.name.rawName, value: $0.value) },
            protocolVersion: protocolVersion,
            peer: peer
        )
    }

    /// The request has failed: there is no response, or it is not the end of the matter, as with a redirect too many.
    ///
    /// The error is recorded. Only the first one counts. That the caller's task was cancelled is no error: it is what the
    /// caller wanted.
    ///
    /// - Parameters:
    ///   - error: What went wrong.
    ///   - type: The `error.type`, of low cardinality; by default the error's type, fully qualified.
    public func fail(_ error: any Error, type: String? = nil) {
        guard isObserved, !(error is CancellationError), !Task.isCancelled else { return }
        let type = type ?? ErrorType.name(of: error)
        let isFirst = state.withLock { state in
            guard !state.hasEnded, !state.hasFailed else { return false }
            state.hasFailed = true
            state.outcome.errorType = type
            return true
        }
        guard isFirst, isRecording else { return }
        span.setAttributes(["error.type": .string(type)])
        span.setStatus(SpanStatus(code: .error))
        span.recordError(error)
    }

    /// Ends the span, and records the metrics.
    public func end() {
        let outcome = state.withLock { state -> HTTPClientMeasurement.Outcome? in
            guard !state.hasEnded else { return nil }
            state.hasEnded = true
            return state.outcome
        }
        guard let outcome else { return }
        measurement?.end(outcome)
        span.end()
    }

    /// What `Content-Length` says, where there is a body for it to speak of (RFC 9110, section 6.4.1).
    private func bodySize(status: Int, _ headers: some Sequence<(name: String, value: String)>) -> Int? {
        guard !isHead, status >= 200, status != 204, status != 304 else { return nil }
        let length = headers.first { $0.name.isSameField(as: "content-length") }
        return length.flatMap { ContentLength($0.value)?.bytes }
    }
}
