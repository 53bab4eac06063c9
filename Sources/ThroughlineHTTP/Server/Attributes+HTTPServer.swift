import HTTPTypes
import SemanticConventions
import SpanRecording

extension Attributes {
    /// What is known of a request before it is handled; samplers see this.
    init(
        starting request: HTTPRequest,
        _ method: RequestMethod,
        _ route: String?,
        _ origin: RequestOrigin,
        _ connection: (any HTTPServerConnection)?,
        _ captured: CapturedValues
    ) {
        self.init(minimumCapacity: 16)
        append(unchecked: .httpRequestMethod, method.attribute)
        if let original = method.original { append(unchecked: .httpRequestMethodOriginal, SafeText.value(original)) }
        if let route { append(unchecked: .httpRoute, route) }
        let target = RequestTarget(request.path)
        append(unchecked: .urlPath, SafeText.url(target.path))
        if let query = target.query {
            append(unchecked: .urlQuery, SafeText.url(RedactedQuery.text(of: query, hiding: captured.secretQueryKeys)))
        }
        append(unchecked: .urlScheme, origin.scheme.rawValue)
        if let server = origin.server {
            append(unchecked: .serverAddress, server.host)
            append(unchecked: .serverPort, server.port ?? origin.scheme.port)
        }
        if let client = origin.client { append(unchecked: .clientAddress, client.address) }
        if let peer = origin.peer {
            append(unchecked: .networkPeerAddress, peer.address)
            if let port = peer.port { append(unchecked: .networkPeerPort, port) }
        }
        if let version = connection?.protocolVersion { append(unchecked: .networkProtocolVersion, version) }
        if let userAgent = request.headerFields.joined(.userAgent) {
            append(unchecked: .userAgentOriginal, SafeText.value(userAgent))
        }

        if captured.choices.contains(.clientPort), let port = origin.client?.port {
            append(unchecked: .clientPort, port)
        }
        if let connection, !captured.choices.isDisjoint(with: [.localAddress, .transport]) {
            append(connection, captured.choices)
        }
        captured.record(request, in: &self)
    }

    private mutating func append(_ connection: any HTTPServerConnection, _ choices: CapturedValues.Choices) {
        if choices.contains(.localAddress), let local = connection.local {
            append(unchecked: .networkLocalAddress, local.address)
            if let port = local.port { append(unchecked: .networkLocalPort, port) }
        }
        if choices.contains(.transport), let transport = connection.transport {
            append(unchecked: .networkTransport, transport)
        }
    }
}
