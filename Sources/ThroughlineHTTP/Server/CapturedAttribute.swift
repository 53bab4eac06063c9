public import HTTPTypes
public import SemanticConventions
public import SpanRecording

/// One thing more that spans record of their requests, beside what they record of every request.
///
/// ```swift
/// extension CapturedAttribute {
///     static let tenant = attribute("shop.tenant") { request in request.headerFields[.tenant] }
/// }
/// options.capturing = [.requestHeader("x-tenant"), .tenant, .requestBodySize]
/// ```
///
/// What a request does not have is left out.
public struct CapturedAttribute: Sendable {
    enum Source: Sendable {
        /// It is recorded of every request.
        case everyRequest
        case requestHeader(String, unmasked: Bool)
        case responseHeader(String, unmasked: Bool)
        case requestBodySize
        case responseBodySize
        case clientPort
        case localAddress
        case transport
        case computed(String, @Sendable (HTTPRequest) -> AttributeValue?)
    }

    let source: Source

    private init(_ source: Source) {
        self.source = source
    }
}

// MARK: - What is recorded anyway

extension CapturedAttribute {
    /// `url.path`. Recorded of every request; listing it changes nothing.
    public static let path = CapturedAttribute(.everyRequest)
    /// `url.query`, without its secrets. Recorded of every request that has one; listing it changes nothing.
    public static let query = CapturedAttribute(.everyRequest)
    /// `http.request.method`. Recorded of every request; listing it changes nothing.
    public static let method = CapturedAttribute(.everyRequest)
    /// `url.scheme`. Recorded of every request; listing it changes nothing.
    public static let scheme = CapturedAttribute(.everyRequest)
    /// `http.route`. Recorded of every request that has one; listing it changes nothing.
    public static let route = CapturedAttribute(.everyRequest)
    /// `server.address` and `server.port`. Recorded of every request that names them; listing it changes nothing.
    public static let host = CapturedAttribute(.everyRequest)
    /// `user_agent.original`. Recorded of every request that has one; listing it changes nothing.
    public static let userAgent = CapturedAttribute(.everyRequest)
    /// `client.address`, `network.peer.address` and `network.peer.port`. Recorded wherever the connection is known;
    /// listing it changes nothing.
    public static let remoteAddress = CapturedAttribute(.everyRequest)
}

// MARK: - What the convention leaves to choice

extension CapturedAttribute {
    /// `http.request.body.size`: the bytes of the body that were received.
    ///
    /// It is what `Content-Length` says, which every server holds the client to. Without that header bytes are counted as
    /// the handler reads them.
    public static let requestBodySize = CapturedAttribute(.requestBodySize)
    /// `http.response.body.size`: the bytes of the body that were sent.
    public static let responseBodySize = CapturedAttribute(.responseBodySize)
    /// `client.port`: the port that belongs to `client.address`.
    public static let clientPort = CapturedAttribute(.clientPort)
    /// `network.local.address` and `network.local.port`: this end of the connection.
    public static let localAddress = CapturedAttribute(.localAddress)
    /// `network.transport`: `tcp` or `unix`.
    public static let transport = CapturedAttribute(.transport)

    /// `http.request.header.<name>`: the header's values.
    ///
    /// - Parameters:
    ///   - name: The header's name, in any case; `*` stands for any run of characters, and for no secret.
    ///   - unmasked: Whether a well-known secret, such as `Authorization` or `X-Api-Key`, is recorded as it is, and not as
    ///     `REDACTED`. Whoever reads the traces can then act as the users whose requests they are of.
    public static func requestHeader(_ name: String, unmasked: Bool = false) -> CapturedAttribute {
        CapturedAttribute(.requestHeader(name, unmasked: unmasked))
    }

    /// `http.response.header.<name>`: the header's values.
    ///
    /// - Parameters:
    ///   - name: The header's name, in any case; `*` stands for any run of characters, and for no secret.
    ///   - unmasked: Whether a well-known secret, such as `Set-Cookie`, is recorded as it is, and not as `REDACTED`.
    public static func responseHeader(_ name: String, unmasked: Bool = false) -> CapturedAttribute {
        CapturedAttribute(.responseHeader(name, unmasked: unmasked))
    }
}

// MARK: - One's own

extension CapturedAttribute {
    /// An attribute of your own. It is left out where `value` returns `nil`, and not computed where nothing is recorded.
    public static func attribute<Value: AttributeValueConvertible>(
        _ key: AttributeKey<Value>,
        _ value: @escaping @Sendable (HTTPRequest) -> Value?
    ) -> CapturedAttribute {
        CapturedAttribute(.computed(key.name) { value($0)?.attributeValue })
    }

    /// An attribute of your own that holds text. It is left out where `value` returns `nil`, and not computed where nothing
    /// is recorded.
    public static func attribute(
        _ name: String,
        _ value: @escaping @Sendable (HTTPRequest) -> String?
    ) -> CapturedAttribute {
        CapturedAttribute(.computed(name) { value($0).map { .string($0) } })
    }
}

// MARK: - By name

extension CapturedAttribute {
    /// What an environment variable means by a name, such as `client_port` or `header.x-tenant`; `nil` for a name that
    /// means nothing.
    init?(named name: String) {
        let name = name.lowercased()
        for prefix in ["header.", "request.header.", "http.request.header."] where name.hasPrefix(prefix) {
            self = .requestHeader(String(name.dropFirst(prefix.count)))
            return
        }
        for prefix in ["response.header.", "http.response.header."] where name.hasPrefix(prefix) {
            self = .responseHeader(String(name.dropFirst(prefix.count)))
            return
        }
        guard let named = Self.named[String(name.map { $0 == "-" ? "_" : $0 })] else { return nil }
        self = named
    }

    private static let named: [String: CapturedAttribute] = [
        "path": .path, "url.path": .path,
        "query": .query, "url.query": .query,
        "method": .method, "http.request.method": .method,
        "scheme": .scheme, "url.scheme": .scheme,
        "route": .route, "http.route": .route,
        "host": .host, "server.address": .host, "server.port": .host,
        "user_agent": .userAgent, "user_agent.original": .userAgent,
        "remote_address": .remoteAddress, "client.address": .remoteAddress, "network.peer.address": .remoteAddress,
        "network.peer.port": .remoteAddress,
        "content_length": .requestBodySize, "http.request.body.size": .requestBodySize,
        "response_content_length": .responseBodySize, "http.response.body.size": .responseBodySize,
        "content_type": .requestHeader("content-type"),
        "client_port": .clientPort, "client.port": .clientPort,
        "local_address": .localAddress, "network.local.address": .localAddress, "network.local.port": .localAddress,
        "transport": .transport, "network.transport": .transport,
    ]
}
