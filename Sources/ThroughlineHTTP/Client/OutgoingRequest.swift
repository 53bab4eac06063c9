import SemanticConventions
import SpanRecording

/// What spans and metrics say of a request before it is sent.
struct OutgoingRequest {
    private let method: RequestMethod
    private let url: String
    private let parts: URLParts
    private let origin: URLOrigin?
    private let server: (address: String, port: Int?)?

    /// - Parameter host: The `Host` field, which says more about the server than the URL does.
    init(method: RequestMethod, url: String, host: String?) {
        self.method = method
        self.url = url
        parts = URLParts(url)
        origin = URLOrigin(parts)
        if let origin {
            let named = origin.port == nil ? nil : host.flatMap(Authority.init)
            server = (named?.host ?? origin.host, named?.port ?? origin.port)
        } else {
            server = nil
        }
    }

    /// What a span has from its start; samplers see this.
    func spanAttributes(
        _ options: HTTPClientOptions,
        template: String?,
        resendCount: Int,
        bodySize: Int?,
        userAgent: @autoclosure () -> String?
    ) -> Attributes {
        var attributes = Attributes(minimumCapacity: 12)
        attributes.append(unchecked: .httpRequestMethod, method.attribute)
        if let original = method.original {
            attributes.append(unchecked: .httpRequestMethodOriginal, SafeText.value(original))
        }
        appendServer(to: &attributes)
        attributes.append(unchecked: .urlFull, RedactedURL.text(of: url, parts, hiding: options.secretQueryKeys))
        if let template { attributes.append(unchecked: .urlTemplate, template) }
        if resendCount > 0 { attributes.append(unchecked: .httpRequestResendCount, resendCount) }
        guard !options.optIn.isEmpty else { return attributes }

        if options.optIn.contains(.urlScheme), let origin { attributes.append(unchecked: .urlScheme, origin.scheme) }
        if options.optIn.contains(.bodySizes), let bodySize {
            attributes.append(unchecked: .httpRequestBodySize, bodySize)
        }
        if options.optIn.contains(.userAgent), let userAgent = userAgent() {
            attributes.append(unchecked: .userAgentOriginal, SafeText.value(userAgent))
        }
        if options.optIn.contains(.networkTransport), let origin {
            attributes.append(unchecked: .networkTransport, origin.port == nil ? "unix" : "tcp")
        }
        return attributes
    }

    /// What every metric has.
    func metricAttributes(_ options: HTTPClientOptions, template: String?) -> Attributes {
        var attributes = Attributes(minimumCapacity: 8)
        attributes.append(unchecked: .httpRequestMethod, method.attribute)
        appendServer(to: &attributes)
        if options.optIn.contains(.urlScheme), let origin { attributes.append(unchecked: .urlScheme, origin.scheme) }
        if let template { attributes.append(unchecked: .urlTemplate, template) }
        return attributes
    }

    private func appendServer(to attributes: inout Attributes) {
        guard let server else { return }
        attributes.append(unchecked: .serverAddress, server.address)
        if let port = server.port { attributes.append(unchecked: .serverPort, port) }
    }
}
