/// The proxies whose word counts for who a client is, which host it asked, and how.
///
/// ```swift
/// options.trustedProxies = [.loopback, .private, "203.0.113.7", "2001:db8::/32"]
/// ```
///
/// Anybody can send `Forwarded` and `X-Forwarded-For`. They are read only where the connection itself comes from one of
/// these, and then from the right, hop by hop, as long as each is one of these too: the first that is not is the client.
/// By default there are none, and the headers are not read.
///
/// The connection must be known: in Hummingbird, your request context has to be a `ConnectionRequestContext` or a
/// `RemoteAddressRequestContext`.
///
/// A proxy writes one kind of header, and passes on the other as the client sent it. Where a request has both and they do not
/// agree, neither is believed. Better, say which to read: `options.trustedProxies.headers = .xForwarded`.
///
/// Specification: RFC 7239; `X-Forwarded-…` have none
public struct TrustedProxies: Sendable, Hashable, ExpressibleByArrayLiteral {
    /// Which headers say who was there before.
    public struct Headers: OptionSet, Hashable, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// `Forwarded` (RFC 7239).
        public static let forwarded = Headers(rawValue: 1)
        /// `X-Forwarded-For`, `X-Forwarded-Proto`, `X-Forwarded-Host` and `X-Forwarded-Port`. Where both are
        /// read and there, and agree, it is `Forwarded` that counts.
        public static let xForwarded = Headers(rawValue: 2)
    }

    /// One or several proxies.
    public struct Proxy: Sendable, Hashable, ExpressibleByStringLiteral {
        fileprivate var blocks: [AddressBlock] = []
        fileprivate var isUnixDomainSocket = false

        /// An address, such as `203.0.113.7`, or a block of them, such as `2001:db8::/32`; `nil` for what is neither.
        public init?(_ text: String) {
            guard let block = AddressBlock(text) else { return nil }
            blocks = [block]
        }

        /// An address or a block of them. What is neither trusts nobody.
        public init(stringLiteral text: String) {
            self = Proxy(text) ?? Proxy(blocks: [])
        }

        private init(blocks: [String], isUnixDomainSocket: Bool = false) {
            self.blocks = blocks.compactMap(AddressBlock.init)
            self.isUnixDomainSocket = isUnixDomainSocket
        }

        /// This machine: `127.0.0.0/8` and `::1`.
        public static let loopback = Proxy(blocks: ["127.0.0.0/8", "::1"])
        /// Private networks (RFC 1918, RFC 4193) and those of one link (RFC 3927, RFC 4291).
        public static let `private` = Proxy(
            blocks: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10"]
        )
        /// Whoever connects over a Unix domain socket.
        public static let unixDomainSocket = Proxy(blocks: [], isUnixDomainSocket: true)
    }

    /// No proxy at all.
    public static let none: TrustedProxies = []

    /// Which headers are read. By default both kinds.
    public var headers: Headers = [.forwarded, .xForwarded]

    private var blocks: [AddressBlock]
    private var trustsUnixDomainSocket: Bool

    public init(_ proxies: some Sequence<Proxy>) {
        let proxies = Array(proxies)
        blocks = proxies.flatMap(\.blocks)
        trustsUnixDomainSocket = proxies.contains { $0.isUnixDomainSocket }
    }

    public init(arrayLiteral proxies: Proxy...) {
        self.init(proxies)
    }

    /// Whether nobody is trusted, and no header has to be read.
    public var isEmpty: Bool { (blocks.isEmpty && !trustsUnixDomainSocket) || headers.isEmpty }

    /// Whether the other end of a connection is one of them.
    func contain(_ peer: NetworkPeer?, transport: String?) -> Bool {
        if trustsUnixDomainSocket, transport == "unix" { return true }
        return peer.flatMap { IPAddress($0.address) }.map(contain) ?? false
    }

    func contain(_ address: IPAddress) -> Bool {
        blocks.contains { $0.contains(address) }
    }
}
