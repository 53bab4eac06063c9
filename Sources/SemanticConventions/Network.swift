// Servers, clients, networks: https://opentelemetry.io/docs/specs/semconv/general/attributes/ (v1.44, stable)

extension AttributeKey where Value == String {
    /// The server's name or address, as the client knows it.
    @inlinable public static var serverAddress: Self { "server.address" }
    /// The client's address; behind trusted proxies, the one that they forward.
    @inlinable public static var clientAddress: Self { "client.address" }
    /// The address of the other end of the connection.
    @inlinable public static var networkPeerAddress: Self { "network.peer.address" }
    /// The address of this end of the connection.
    @inlinable public static var networkLocalAddress: Self { "network.local.address" }
    /// The application protocol where it is not the obvious one, in lower case.
    @inlinable public static var networkProtocolName: Self { "network.protocol.name" }
    /// The transport, such as `tcp` or `unix`.
    @inlinable public static var networkTransport: Self { "network.transport" }
    /// The protocol's version, such as `1.1` or `2`.
    @inlinable public static var networkProtocolVersion: Self { "network.protocol.version" }
}

extension AttributeKey where Value == Int {
    /// The server's port.
    @inlinable public static var serverPort: Self { "server.port" }
    /// The client's port.
    @inlinable public static var clientPort: Self { "client.port" }
    /// The port of the other end of the connection.
    @inlinable public static var networkPeerPort: Self { "network.peer.port" }
    /// The port of this end of the connection.
    @inlinable public static var networkLocalPort: Self { "network.local.port" }
}
