import SemanticConventions
import SpanRecording

/// What spans and metrics say of a request before it is sent.
struct OutgoingRequest {
    let method: RequestMethod
    let url: String
    let template: String?
    let resendCount: Int
    let bodySize: Int?
    /// The `Host` field, which says more about the server than the URL does.
    var host: String?
    var userAgent: String?

    private let parts: URLParts
    private let origin: URLOrigin?

    init(method: RequestMethod, url: String, template: String?, resendCount: Int, bodySize: Int?) {
        self.method = method
        self.url = url
        self.template = template
        self.resendCount = resendCount
        self.bodySize = bodySize
        parts = URLParts(url)
        origin = URLOrigin(parts)
    }

    var spanName: String { template.map { "\(method.spanName) \($0)" } ?? method.spanName }

    /// What a span has from its start; samplers see this.
    func spanAttributes(_ options: HTTPClientOptions) -> Attributes {
        var attributes = Attributes(minimumCapacity: 12)
        attributes[.httpRequestMethod] = method.attribute
        if let original = method.original { attributes[.httpRequestMethodOriginal] = original }
        setServer(in: &attributes)
        attributes[.urlFull] = RedactedURL.text(of: url, parts, hiding: options.secretQueryKeys)
        if let template { attributes[.urlTemplate] = template }
        if resendCount > 0 { attributes[.httpRequestResendCount] = resendCount }
        guard !options.optIn.isEmpty else { return attributes }

        if options.optIn.contains(.urlScheme), let origin { attributes[.urlScheme] = origin.scheme }
        if options.optIn.contains(.bodySizes), let bodySize { attributes[.httpRequestBodySize] = bodySize }
        if options.optIn.contains(.userAgent), let userAgent { attributes[.userAgentOriginal] = userAgent }
        if options.optIn.contains(.networkTransport), let origin {
            attributes[.networkTransport] = origin.port == nil ? "unix" : "tcp"
        }
        return attributes
    }

    /// What every metric has.
    func metricAttributes(_ options: HTTPClientOptions) -> Attributes {
        var attributes = Attributes(minimumCapacity: 8)
        attributes[.httpRequestMethod] = method.attribute
        setServer(in: &attributes)
        if options.optIn.contains(.urlScheme), let origin { attributes[.urlScheme] = origin.scheme }
        if let template { attributes[.urlTemplate] = template }
        return attributes
    }

    private func setServer(in attributes: inout Attributes) {
        guard let origin else { return }
        let named = origin.port == nil ? nil : host.flatMap(Authority.init)
        attributes[.serverAddress] = named?.host ?? origin.host
        if let port = named?.port ?? origin.port { attributes[.serverPort] = port }
    }
}
