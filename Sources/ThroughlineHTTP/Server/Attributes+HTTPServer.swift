import HTTPTypes
import SemanticConventions
import SpanRecording

extension Attributes {
    /// What is known of a request before it is handled; samplers see this.
    init(
        starting request: HTTPRequest,
        method: RequestMethod,
        route: String?,
        scheme: String,
        peer: NetworkPeer?,
        protocolVersion: String?
    ) {
        self.init(minimumCapacity: 12)
        let target = RequestTarget(request.path)
        self[.httpRequestMethod] = method.attribute
        if let original = method.original { self[.httpRequestMethodOriginal] = original }
        if let route { self[.httpRoute] = route }
        self[.urlPath] = target.path
        if let query = target.query { self[.urlQuery] = RedactedQuery.text(of: query) }
        self[.urlScheme] = scheme
        if let authority = (request.authority ?? request.headerFields.joined(.host)).flatMap(Authority.init) {
            self[.serverAddress] = authority.host
            if let port = authority.port { self[.serverPort] = port }
        }
        if let peer {
            self[.clientAddress] = peer.address
            self[.networkPeerAddress] = peer.address
            if let port = peer.port { self[.networkPeerPort] = port }
        }
        if let protocolVersion { self[.networkProtocolVersion] = protocolVersion }
        if let userAgent = request.headerFields.joined(.userAgent) { self[.userAgentOriginal] = userAgent }
    }
}

extension HTTPField.Name {
    fileprivate static let host = HTTPField.Name("host")!
}
