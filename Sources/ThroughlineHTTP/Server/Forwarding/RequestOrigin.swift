import HTTPTypes

/// Who sent a request, to which host, and by which scheme.
struct RequestOrigin {
    /// The other end of the connection.
    let peer: NetworkPeer?
    /// The client, behind all proxies that are trusted.
    private(set) var client: NetworkPeer?
    /// The host that the client asked.
    private(set) var server: Authority?
    /// The scheme that the client used.
    private(set) var scheme: URLScheme

    /// What the options say; without them, what trusted proxies say; without these, what the connection shows.
    init(
        _ request: HTTPRequest,
        over connection: (any HTTPServerConnection)?,
        by instrumentation: HTTPServerInstrumentation
    ) {
        peer = connection?.peer
        client = peer
        server = (request.authority ?? request.headerFields.joined(.host)).flatMap { Authority($0) }
        // A connection that is encrypted says so; a request over HTTP/1 does not, and is taken for one of "http".
        let isEncrypted = connection?.isEncrypted
        scheme = isEncrypted == true ? .https : request.scheme.flatMap { URLScheme($0) } ?? .http

        let proxies = instrumentation.proxies
        if !proxies.isEmpty, let connection, proxies.contain(peer, transport: connection.transport) {
            readForwarded(request.headerFields, proxies)
        }
        if let chosen = instrumentation.scheme { scheme = chosen }
    }

    /// A proxy writes one kind of header, and passes on the other as the client sent it. Which one it writes shows where only
    /// one is there. Where both are, they have to agree on who came to the nearest proxy; else one is made up, and neither is
    /// believed.
    private mutating func readForwarded(_ fields: HTTPFields, _ proxies: TrustedProxies) {
        guard proxies.headers.contains(.forwarded), fields.contains(.forwarded) else {
            if proxies.headers.contains(.xForwarded) { readXForwarded(fields, proxies) }
            return
        }
        var elements: [ForwardedElement] = []
        for header in fields[values: .forwarded] {
            guard let list = ForwardedElement.list(header) else { return }
            elements += list
        }
        guard let nearest = elements.last else { return }
        if proxies.headers.contains(.xForwarded), let other = fields.list(.xForwardedFor).last {
            let addresses = (nearest.node.flatMap { ForwardedNode($0)?.address }, ForwardedNode(other)?.address)
            guard let standard = addresses.0, standard == addresses.1 else { return }
        }
        readStandard(elements, proxies)
    }

    private mutating func readStandard(_ elements: [ForwardedElement], _ proxies: TrustedProxies) {
        let hops = Hops(elements.suffix(Hops.limit).map { $0.node.flatMap { ForwardedNode($0) } }, behind: proxies)
        if let client = hops.client { self.client = client }
        let element = elements[elements.count - 1 - hops.distance]
        if let server = element.host.flatMap({ Authority($0) }) { self.server = server }
        if let scheme = element.scheme.flatMap({ URLScheme($0) }) { self.scheme = scheme }
    }

    private mutating func readXForwarded(_ fields: HTTPFields, _ proxies: TrustedProxies) {
        let hops = Hops(fields.list(.xForwardedFor).map { ForwardedNode($0) }, behind: proxies)
        if let client = hops.client { self.client = client }
        if let server = fields.entry(.xForwardedHost, at: hops.distance).flatMap({ Authority($0) }) {
            self.server = server
        }
        if let server, server.port == nil,
            let port = fields.entry(.xForwardedPort, at: hops.distance).flatMap({ Authority.port($0.utf8) })
        {
            self.server = Authority(host: server.host, port: port)
        }
        if let scheme = fields.entry(.xForwardedProto, at: hops.distance).flatMap({ URLScheme(String($0)) }) {
            self.scheme = scheme
        }
    }
}

/// The way that a request has come, as far as it can be followed back: to the first hop that is no trusted proxy, or to
/// the last before one that nobody understands.
private struct Hops {
    /// How many hops are followed.
    static let limit = 64

    /// The client; `nil` where not even the nearest hop is understood.
    private(set) var client: NetworkPeer?
    /// How many entries lie between the client's and the nearest.
    private(set) var distance = 0

    /// - Parameter nodes: The hops, the nearest last.
    init(_ nodes: [ForwardedNode?], behind proxies: TrustedProxies) {
        for (index, node) in nodes.reversed().enumerated() {
            guard let node else { return }
            client = node.peer
            distance = index
            guard proxies.contain(node.address) else { return }
        }
    }
}

extension HTTPFields {
    /// The last entries of a header that is a list separated by commas, as many as are ever followed.
    fileprivate func list(_ name: HTTPField.Name) -> [Substring] {
        guard contains(name) else { return [] }
        var list: [Substring] = []
        for value in self[values: name].reversed() {
            for entry in value.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).reversed() {
                guard list.count < Hops.limit else { return list.reversed() }
                list.append(Substring(entry).trimmed)
            }
        }
        return list.reversed()
    }

    /// The entry that the same proxy wrote as the one at a distance from the nearest in `X-Forwarded-For`; where the header
    /// has fewer entries, the first.
    fileprivate func entry(_ name: HTTPField.Name, at distance: Int) -> Substring? {
        let list = list(name)
        return list.isEmpty ? nil : list[Swift.max(0, list.count - 1 - distance)]
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        var rest = utf8.drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return Substring(rest)
    }
}

extension HTTPField.Name {
    fileprivate static let host = HTTPField.Name("host")!
    fileprivate static let forwarded = HTTPField.Name("forwarded")!
    fileprivate static let xForwardedFor = HTTPField.Name("x-forwarded-for")!
    fileprivate static let xForwardedHost = HTTPField.Name("x-forwarded-host")!
    fileprivate static let xForwardedPort = HTTPField.Name("x-forwarded-port")!
    fileprivate static let xForwardedProto = HTTPField.Name("x-forwarded-proto")!
}
