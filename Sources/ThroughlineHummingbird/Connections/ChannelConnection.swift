public import NIOCore
public import ThroughlineHTTP

/// The connection that a request came over, as its channel shows it.
public struct ChannelConnection: HTTPServerConnection {
    private let channel: any Channel
    public let isEncrypted: Bool?

    /// - Parameters:
    ///   - channel: The channel in the source of a request context.
    ///   - isEncrypted: Whether the server itself ends TLS. Nothing shows that from here, where requests of HTTP/1 say `http`
    ///     all the same; those of HTTP/2 say what they are.
    public init(_ channel: any Channel, isEncrypted: Bool? = nil) {
        self.channel = channel
        self.isEncrypted = isEncrypted
    }

    public var peer: NetworkPeer? { channel.remoteAddress.flatMap(NetworkPeer.init) }

    public var local: NetworkPeer? { channel.localAddress.flatMap(NetworkPeer.init) }

    public var transport: String? {
        (channel.localAddress ?? channel.remoteAddress).map { $0.protocol == .unix ? "unix" : "tcp" }
    }

    /// `2` for a stream of HTTP/2, which is a channel within the connection's, and `1.1` for the connection itself, which
    /// the listening socket has accepted.
    ///
    /// A request of HTTP/1.0 is `1.1` too: Hummingbird does not hand on what the request said, and answers it with 1.1.
    public var protocolVersion: String? {
        guard let parent = channel.parent else { return nil }
        return parent.parent == nil ? "1.1" : "2"
    }

    public var isOpen: Bool? { channel.isActive }
}

extension NetworkPeer {
    /// `nil` for the end of a Unix domain socket that has no name: as a rule, the client's.
    init?(_ address: SocketAddress) {
        switch address {
        case .v4:
            self.init(address: Self.text(ofV4: address), port: address.port)
        case .v6:
            guard let text = address.ipAddress else { return nil }
            self.init(address: text, port: address.port)
        case .unixDomainSocket:
            guard let path = address.pathname, !path.isEmpty else { return nil }
            self.init(address: path)
        }
    }

    /// An IPv4 address in dotted decimal: what `inet_ntop` says, without its detour. It is asked for every request.
    private static func text(ofV4 address: SocketAddress) -> String {
        address.withSockAddr { address, _ in
            String(unsafeUninitializedCapacity: 15) { text in
                // Behind the family and the port, two bytes each, in the order of the network.
                let bytes = UnsafeRawBufferPointer(start: UnsafeRawPointer(address) + 4, count: 4)
                var length = 0
                for (index, byte) in bytes.enumerated() {
                    if index > 0 {
                        text[length] = UInt8(ascii: ".")
                        length += 1
                    }
                    if byte >= 100 {
                        text[length] = 0x30 + byte / 100
                        length += 1
                    }
                    if byte >= 10 {
                        text[length] = 0x30 + byte / 10 % 10
                        length += 1
                    }
                    text[length] = 0x30 + byte % 10
                    length += 1
                }
                return length
            }
        }
    }
}
